import { FiredrillError } from "../domain/error.ts";
import { givenNumber } from "./bad-number.ts";

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
