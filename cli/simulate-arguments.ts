import { formatInstant, parseInstant } from "../domain/instant.ts";
import { hourMs } from "../domain/login/calendar.ts";
import { badNumber } from "./bad-number.ts";
import { checkedSeed } from "./seed.ts";
import { badStart, seedTooLarge } from "./simulate-mistakes.ts";

/** About ten years. */
const mostDays = 3660;
/** numpy takes no larger one. */
const largestOriginalSeed = 4_294_967_295;

export interface Start {
  readonly atMs: number;
  /** As a scenario has it. */
  readonly startsAt: string;
}

/** @throws FiredrillError BAD_NUMBER */
export function checkedDays(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= mostDays) return days;
  throw badNumber("days", days, `a whole number from 1 to ${mostDays}`);
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
