import type { Alert, Severity } from "../domain/alert.ts";
import { at, none } from "../domain/detector.ts";
import type { Observation } from "../domain/observation.ts";

/** Turns a judgement per row into alerts that open, rise once and resolve. */
export interface Episode {
  /**
   * @param severity - how bad this row is; `undefined` when nothing is wrong
   * @returns an alert when the episode opens, rises from warning to error, or ends; falling from error to warning is
   *   not the end of it, and says nothing
   */
  readonly judge: (
    observation: Observation,
    severity: Severity | undefined,
    score: number,
  ) => readonly Alert[];
}

/** @param describe - the evidence, in words, for the alerts only */
export function episode(key: string, describe: (score: number) => string): Episode {
  let open: Severity | undefined;
  const alert = (
    observation: Observation,
    severity: Severity,
    state: Alert["state"],
    score: number,
  ): Alert => ({
    key,
    severity,
    state,
    ...at(observation),
    score,
    evidence: describe(score),
  });

  return {
    judge: (observation, severity, score) => {
      const before = open;
      if (severity === before || (severity === "warning" && before === "error")) return none;
      open = severity;
      if (severity !== undefined) return [alert(observation, severity, "firing", score)];
      return before === undefined ? none : [alert(observation, before, "resolved", score)];
    },
  };
}
