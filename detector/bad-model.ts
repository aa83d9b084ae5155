import { FiredrillError } from "../domain/error.ts";

/** @param why - as `it was trained for guard` */
export function badModel(detector: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_MODEL",
    `${detector} cannot use this model: ${why}.`,
    `Train a new one: firedrill train LOG --detector ${detector} --out model.json.`,
  );
}
