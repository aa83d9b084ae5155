import { calendarHourOf, hourOfDay } from "../../../domain/time/calendar.ts";
import type { UsualByHour, UsualByMethod, Method, Usual } from "./usual.ts";
import type { AddressHour, Figures, Tally } from "./hours.ts";
import { figuresOf } from "./hours.ts";

/** How far above the usual value the limit lies. */
export interface Excess {
  /** `mean` and `median`: multiple of the usual value. */
  readonly pct: number;
  /** `tukey`: interquartile ranges above the upper quartile. */
  readonly k: number;
  /** `zscore`: standard deviations above the mean. */
  readonly z: number;
}

/** The values of the original study. */
export const originalExcess: Excess = { pct: 1.25, k: 3, z: 3 };

/** An hour of an address is suspicious when each of these figures reaches its limit. */
type Limits = Pick<Figures, "users" | "attempts" | "failureRate">;

/** 24 entries, one per hour of the day. */
export type HourLimits = readonly Limits[];

/** Limits by hour of the day. A limit of 0 is always reached. */
export function limitsOf(baselines: UsualByMethod, method: Method, excess: Excess): HourLimits {
  return baselines[method].map(({ users, attempts, failureRate }) => ({
    users: limitOf(method, users, excess),
    attempts: limitOf(method, attempts, excess),
    failureRate: limitOf(method, failureRate, excess),
  }));
}

function limitOf(method: Method, { centre, spread }: Usual, { pct, k, z }: Excess): number {
  switch (method) {
    case "mean":
    case "median":
      return centre * pct;
    case "tukey":
      return centre + k * spread;
    case "zscore":
      return spread === 0 ? justAbove(centre) : centre + z * spread;
  }
}

/** The limit for a spread of 0: only values above the mean reach it. */
function justAbove(value: number): number {
  return value === 0 ? Number.MIN_VALUE : value * (1 + Number.EPSILON);
}

function isOver(figures: Limits, limits: Limits): boolean {
  return (
    figures.users >= limits.users &&
    figures.attempts >= limits.attempts &&
    figures.failureRate >= limits.failureRate
  );
}

/** @param calendarHour - the hour of the tally */
export function isStriking(tally: Tally, calendarHour: number, limits: HourLimits): boolean {
  const ofHour = limits[hourOfDay(calendarHour)];
  return ofHour !== undefined && isOver(figuresOf(tally), ofHour);
}

/** The rows that reach the limits, in the order of the table. */
export function suspiciousHours(rows: readonly AddressHour[], limits: HourLimits): readonly AddressHour[] {
  return rows.filter((row) => {
    const ofHour = limits[hourOfDay(calendarHourOf(row.hourStartMs))];
    return ofHour !== undefined && isOver(row, ofHour);
  });
}

/**
 * The rule of the original study's exercise: an address hour with at least `times` the usual failures and attempts,
 * or at least `times` the usual users.
 */
export function manyfoldHours(
  rows: readonly AddressHour[],
  baseline: UsualByHour,
  times: number,
): readonly AddressHour[] {
  return rows.filter((row) => {
    const ofHour = baseline[hourOfDay(calendarHourOf(row.hourStartMs))];
    const reaches = (figure: keyof Figures): boolean =>
      ofHour !== undefined && row[figure] >= ofHour[figure].centre * times;
    return reaches("users") || (reaches("failures") && reaches("attempts"));
  });
}
