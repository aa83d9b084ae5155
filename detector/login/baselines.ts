import type { AddressHour } from "./hourly.ts";
import { ascending, mean, quantile, standardDeviation } from "./sample-statistics.ts";
import type { Figures } from "./tally.ts";
import { byHourOfDay, trimmed } from "./trim.ts";

export const methods = ["mean", "median", "tukey", "zscore"] as const;

/** How it is found out what is usual. */
export type Method = (typeof methods)[number];

/** What one figure usually is. */
export interface Usual {
  /** The mean, the median; of `tukey` the upper quartile. */
  readonly centre: number;
  /** The standard deviation (`zscore`), the distance between the quartiles (`tukey`); else 0. */
  readonly spread: number;
}

/** Each figure by itself. */
export type UsualFigures = { readonly [K in keyof Figures]: Usual };

/** 24, one for each hour of the day. */
export type Baseline = readonly UsualFigures[];

export type Baselines = { readonly [M in Method]: Baseline };

/** Which rows of a group are taken; the same may be taken more than once. */
export type Positions = (groupSize: number) => readonly number[];

/**
 * What is usual by hour of the day, by each method: the median of all rows, the others of those that trimming leaves, as
 * the original has it. An hour of the day without rows borrows from all hours together.
 * @param positions - absent: every row is taken, once
 */
export function baselinesOf(rows: readonly AddressHour[], positions: Positions = everyOne): Baselines {
  const groups = byHourOfDay(rows);
  const calm = trimmed(groups);
  return {
    mean: baselineOf("mean", calm, positions),
    median: baselineOf("median", groups, positions),
    tukey: baselineOf("tukey", calm, positions),
    zscore: baselineOf("zscore", calm, positions),
  };
}

function everyOne(groupSize: number): readonly number[] {
  return Array.from({ length: groupSize }, (_, at) => at);
}

function baselineOf(
  method: Method,
  groups: readonly (readonly AddressHour[])[],
  positions: Positions,
): Baseline {
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

/** Of no rows at all. */
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
