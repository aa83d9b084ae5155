import { availableParallelism } from "node:os";
import { FiredrillError } from "../../domain/error.ts";
import { printable } from "../../domain/text/printable.ts";
import { clockKindOf } from "../../harness/clock/clock.ts";
import type { WallClockKind } from "../../harness/clock/clock.ts";

/** `Invalid --seed 1.5: expected a whole number.` At run time the value can be the word that was typed for a number. */
export function invalidNumber(option: string, value: number, expected: string): string {
  const word = String(value);
  return `Invalid --${option} ${word === "" ? '""' : printable(word)}: expected ${expected}.`;
}

/** @param expected - what the option takes, such as "a whole number from 1" */
export function badNumber(option: string, value: number, expected: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_NUMBER", invalidNumber(option, value, expected), advice);
}

/** @throws FiredrillError BAD_SEED unless the seed is a whole number from 0 to `largest` */
export function checkedSeed(seed: number, largest = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= largest) return seed;
  throw new FiredrillError(
    "usage",
    "BAD_SEED",
    invalidNumber("seed", seed, `a whole number from 0 to ${largest}`),
    "Pass a seed in this range, such as --seed 1.",
  );
}

/** The largest number that fits into one report. */
const mostDrills = 1_000_000;

/**
 * @param option - without its dashes
 * @throws FiredrillError BAD_REPEAT unless the count is a whole number from 1 to 1,000,000
 */
export function checkedDrills(option: string, drills: number): number {
  if (Number.isInteger(drills) && drills >= 1 && drills <= mostDrills) return drills;
  throw new FiredrillError(
    "usage",
    "BAD_REPEAT",
    invalidNumber(option, drills, `a whole number from 1 to ${mostDrills}`),
    `Pass a number in this range, such as --${option} 100.`,
  );
}

const mostJobs = 1000;

/**
 * The number of drills at once; default: one per processor.
 * @throws FiredrillError BAD_NUMBER unless it is a whole number from 1 to 1,000
 */
export function checkedJobs(jobs = availableParallelism()): number {
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= mostJobs) return jobs;
  throw badNumber("jobs", jobs, `a whole number from 1 to ${mostJobs}`, "Leave it out, or pass --jobs 2.");
}

/** @throws FiredrillError BAD_CLOCK; separate processes cannot share a virtual clock */
export function wallClockKindOf(text: string): WallClockKind {
  const kind = clockKindOf(text);
  if (kind.kind !== "virtual") return kind;
  throw new FiredrillError(
    "usage",
    "BAD_CLOCK",
    'Invalid --clock "virtual": separate processes cannot share a virtual clock.',
    "Pass --clock real or --clock scaled:N, or use firedrill run.",
  );
}
