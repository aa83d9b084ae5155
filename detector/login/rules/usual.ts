import { calendarHourOf, hourOfDay } from "../../../domain/time/calendar.ts";
import type { AddressHour, Figures } from "./hours.ts";

export const methods = ["mean", "median", "tukey", "zscore"] as const;

/** How the usual value is computed. */
export type Method = (typeof methods)[number];

/** The usual value of one figure. */
export interface Usual {
  /** The mean, the median, or the upper quartile (`tukey`). */
  readonly centre: number;
  /** The standard deviation (`zscore`), the interquartile range (`tukey`), else 0. */
  readonly spread: number;
}

export type UsualFigures = { readonly [K in keyof Figures]: Usual };

/** 24 entries, one per hour of the day. */
export type UsualByHour = readonly UsualFigures[];

export type UsualByMethod = { readonly [M in Method]: UsualByHour };

/** Indexes of the rows to take from a group; an index may repeat. */
export type Positions = (groupSize: number) => readonly number[];

/**
 * The usual figures by method and hour of the day. As in the original, the median uses all rows and the other methods
 * use the trimmed rows. An hour of the day without rows uses the rows of all hours.
 * @param positions - default: every row once
 */
export function usualByMethod(rows: readonly AddressHour[], positions: Positions = allRows): UsualByMethod {
  const groups = byHourOfDay(rows);
  const calm = trimmed(groups);
  return {
    mean: usualByHour("mean", calm, positions),
    median: usualByHour("median", groups, positions),
    tukey: usualByHour("tukey", calm, positions),
    zscore: usualByHour("zscore", calm, positions),
  };
}

function allRows(groupSize: number): readonly number[] {
  return Array.from({ length: groupSize }, (_, at) => at);
}

function usualByHour(
  method: Method,
  groups: readonly (readonly AddressHour[])[],
  positions: Positions,
): UsualByHour {
  const together = groups.some((group) => group.length === 0) ? groups.flat() : [];
  return groups.map((group) => usualOf(method, group.length === 0 ? together : group, positions));
}

function usualOf(method: Method, group: readonly AddressHour[], positions: Positions): UsualFigures {
  const taken = positions(group.length).flatMap((at) => group[at] ?? []);
  const of = (figure: keyof Figures): Usual =>
    usual(
      method,
      taken.map((row) => row[figure]),
    );
  return {
    users: of("users"),
    attempts: of("attempts"),
    failures: of("failures"),
    failureRate: of("failureRate"),
  };
}

/** The usual value when there are no rows. */
const nothing: Usual = { centre: 0, spread: 0 };

function usual(method: Method, values: readonly number[]): Usual {
  if (values.length === 0) return nothing;
  switch (method) {
    case "mean":
      return { centre: mean(values), spread: 0 };
    case "median":
      return { centre: quantile(ascending(values), 0.5), spread: 0 };
    case "tukey": {
      const sorted = ascending(values);
      const upper = quantile(sorted, 0.75);
      return { centre: upper, spread: upper - quantile(sorted, 0.25) };
    }
    case "zscore":
      return { centre: mean(values), spread: standardDeviation(values) };
  }
}

const hoursInDay = 24;
const kept = 0.95;

/** The figures used for trimming. */
const columns = ["users", "attempts", "failureRate"] as const satisfies readonly (keyof Figures)[];

/** 24 groups, one per hour of the day, each in the order of the rows; a group can be empty. */
export function byHourOfDay(rows: readonly AddressHour[]): readonly (readonly AddressHour[])[] {
  const groups = Array.from({ length: hoursInDay }, (): AddressHour[] => []);
  for (const row of rows) groups[hourOfDay(calendarHourOf(row.hourStartMs))]?.push(row);
  return groups;
}

/**
 * Removes the most striking rows, as the original does: for each hour of the day, keeps the rows whose figures are
 * all at or below that figure's 95 % quantile.
 */
export function trimmed(groups: readonly (readonly AddressHour[])[]): readonly (readonly AddressHour[])[] {
  return groups.map((group) => {
    if (group.length === 0) return group;
    const [users = 0, attempts = 0, failureRate = 0] = columns.map((column) =>
      quantile(ascending(group.map((row) => row[column])), kept),
    );
    return group.filter(
      (row) => row.users <= users && row.attempts <= attempts && row.failureRate <= failureRate,
    );
  });
}

const lanes = 8;

/** Adds up to 128 numbers in numpy's order, as eight parallel sums, so that the last digit is the same. */
function total(values: readonly number[]): number {
  const whole = values.length - (values.length % lanes);
  const sums = Array.from({ length: lanes }, () => 0);
  for (let at = 0; at < whole; at += 1) sums[at % lanes] = (sums[at % lanes] ?? 0) + (values[at] ?? 0);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = sums;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let at = whole; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum;
}

/** @param values - at least one */
function mean(values: readonly number[]): number {
  return total(values) / values.length;
}

/** Sample standard deviation (divides by n - 1); 0 for a single value. */
function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(total(values.map((value) => (value - centre) * (value - centre))) / (values.length - 1));
}

/**
 * Interpolates linearly between neighbors, with numpy's rounding.
 * @param sorted - ascending, at least one value
 */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const part = place - below;
  const [low = 0, high = low] = [sorted[below], sorted[below + 1]];
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((one, other) => one - other);
}
