import { FiredrillError } from "../../domain/error.ts";
import { clockKindOf } from "../../harness/clock/clock.ts";
import type { WallClockKind } from "../../harness/clock/clock.ts";

/** A number as it was given, in words: yargs reads what is none as NaN and keeps no letters of it. */
export function givenNumber(given: number): string {
  return Number.isNaN(given) ? "no number" : String(given);
}

/** @param wanted - what the option takes, as in "a whole number from 1" */
export function badNumber(option: string, given: number, wanted: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_NUMBER",
    `--${option} is ${givenNumber(given)}.`,
    `It takes ${wanted}.`,
  );
}

/** @throws FiredrillError BAD_SEED unless it is a whole number from 0 that a number holds exactly */
export function checkedSeed(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new FiredrillError(
    "usage",
    "BAD_SEED",
    `The seed is ${givenNumber(seed)}.`,
    `Give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}; the same seed gives the same drill.`,
  );
}

/** More would not fit into one document. */
const mostDrills = 1_000_000;

/** @throws FiredrillError BAD_REPEAT */
export function checkedDrills(option: string, drills: number): number {
  if (Number.isInteger(drills) && drills >= 1 && drills <= mostDrills) return drills;
  throw new FiredrillError(
    "usage",
    "BAD_REPEAT",
    `${option} is ${givenNumber(drills)}.`,
    `Give a whole number of drills from 1 to ${mostDrills}.`,
  );
}

/** @throws FiredrillError BAD_CLOCK; a server and a client in two terminals cannot share a virtual clock */
export function wallClockKindOf(text: string): WallClockKind {
  const kind = clockKindOf(text);
  if (kind.kind !== "virtual") return kind;
  throw new FiredrillError(
    "usage",
    "BAD_CLOCK",
    "Processes of their own cannot share a virtual clock.",
    "Use --clock real or --clock scaled:N here; firedrill run has the virtual one.",
  );
}
