import { FiredrillError } from "../../domain/error.ts";

export function modelNeeded(detector: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "MODEL_NEEDED",
    `${detector} does not know what is usual: it was given no model.`,
    `Train one on a log: firedrill train LOG --detector ${detector} --out model.json, then ${detector}:model=model.json.`,
  );
}

export function tooFewLogins(detector: string, rows: number, fewest: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "TOO_LITTLE_HEALTH",
    `There are ${rows} attempts to log in to train ${detector} on.`,
    `Give a log of at least ${fewest}; a week or more shows every hour of the day several times.`,
  );
}
