import { formatInstant, parseInstant } from "../domain/instant.ts";
import { hourMs } from "../domain/login/calendar.ts";
import type { LoginScenario } from "../domain/scenario.ts";
import { badNumber } from "./bad-number.ts";
import { checkedSeed } from "./seed.ts";
import { badStart, seedTooLarge } from "./simulate-mistakes.ts";

interface DayRange {
  readonly fewest: number;
  readonly most: number;
}

/** About ten years. */
export const originalDayRange: DayRange = { fewest: 1, most: 3660 };
/** Of a scenario's length. */
const mostDays = 365;
/** numpy takes no larger one. */
const largestOriginalSeed = 4_294_967_295;

export interface Start {
  readonly atMs: number;
  /** As a scenario has it. */
  readonly startsAt: string;
}

/** How long the scenario may be: what it says of an hour must have its place. */
export function dayRangeOf({ traffic }: LoginScenario): DayRange {
  const hours = traffic.map(({ onset }) => (onset.kind === "at" ? onset.hour : 0));
  return { fewest: Math.floor(Math.max(0, ...hours) / 24) + 1, most: mostDays };
}

/** @throws FiredrillError BAD_NUMBER */
export function checkedDays(days: number, { fewest, most }: DayRange): number {
  if (Number.isInteger(days) && days >= fewest && days <= most) return days;
  throw badNumber("days", days, `a whole number from ${fewest} to ${most}`);
}

/**
 * @param text - `2018-11-01`, or a full hour as `2018-11-01T06:00:00Z`
 * @throws FiredrillError BAD_START
 */
export function checkedStart(text: string): Start {
  const atMs = parseInstant(/^[^T]*$/.test(text) ? `${text}T00:00:00Z` : text);
  if (atMs === undefined || atMs % hourMs !== 0) throw badStart(text);
  return { atMs, startsAt: formatInstant(atMs) };
}

/** @throws FiredrillError BAD_SEED */
export function checkedOriginalSeed(seed: number): number {
  if (checkedSeed(seed) > largestOriginalSeed) throw seedTooLarge(seed, largestOriginalSeed);
  return seed;
}
