import { FiredrillError } from "../domain/error.ts";
import { printable } from "../score/printable.ts";

export function compatIsOfLogins(scenario: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "COMPAT_IS_OF_LOGINS",
    `--compat original simulates login, not ${printable(scenario)}.`,
    "Say firedrill simulate login --compat original, or leave --compat out to simulate the scenario.",
  );
}

/** @param option - without its dashes */
export function needsCompat(option: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NEEDS_COMPAT",
    `--${option} belongs to --compat original.`,
    "Without --compat the scenario and the seed say who the users are and where attackers come from: " +
      "firedrill list shows the scenarios.",
  );
}

/** @param option - without its dashes */
export function noCalendar(option: string, scenario: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_CALENDAR",
    `--${option} is for scenarios of logins, and ${scenario} is one of response times.`,
    "It is as long as its phases say: change a copy of it in a file, and name the file.",
  );
}

export function badStart(given: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_START",
    `--start is "${printable(given)}".`,
    "It takes a day as 2018-11-01, or a full hour in UTC as 2018-11-01T06:00:00Z.",
  );
}

export function seedTooLarge(given: number, largest: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_SEED",
    `The seed is ${given}.`,
    `With --compat original it is a whole number from 0 to ${largest}: the original's generator takes no larger one.`,
  );
}
