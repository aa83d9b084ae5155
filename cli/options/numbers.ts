import { FiredrillError } from "../../domain/error.ts";

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
