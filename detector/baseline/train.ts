import type { Training } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { ResponseObservation } from "../../domain/observation.ts";
import { hasFailed } from "../failed.ts";
import { fewestRows, healthOf } from "./model.ts";
import type { HealthModel } from "./model.ts";

/** Keeps every value, eight bytes a row; rows of requests that are still open are left out. */
export function trainHealth(
  detector: string,
  scale: string,
  valueOf: (observation: ResponseObservation) => number,
  unitOf: (median: number) => number,
): Training<ResponseObservation> {
  const values: number[] = [];
  let failed = 0;
  return {
    learn: (observation) => {
      if (observation.outcome.kind === "open") return;
      values.push(valueOf(observation));
      if (hasFailed(observation)) failed += 1;
    },
    finish: (): HealthModel => {
      if (values.length < fewestRows) throw tooLittleHealth(detector, values.length);
      const failures = failed / values.length;
      return {
        schemaVersion: 1,
        detector,
        scale,
        failures,
        ...healthOf(Float64Array.from(values), unitOf),
      };
    },
  };
}

function tooLittleHealth(detector: string, rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "TOO_LITTLE_HEALTH",
    `There are ${rows} rows to train ${detector} on.`,
    `Give a healthy log of at least ${fewestRows} rows; 10,000 and more keep the promised ARL0 well.`,
  );
}
