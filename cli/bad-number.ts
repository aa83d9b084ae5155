import { FiredrillError } from "../domain/error.ts";

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
