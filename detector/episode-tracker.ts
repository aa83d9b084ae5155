import type { Alert, Severity } from "../domain/alert.ts";
import { at, none } from "../domain/detector.ts";
import type { Observation } from "../domain/sources.ts";

/** A row, or a later instant at which it is still the newest row. */
type Evidence = Pick<Observation, "index" | "atMs">;

/** Turns one judgment per row into alerts that open, rise once and resolve. */
export interface EpisodeTracker {
  /**
   * @param evidence - the row judged, or the newest row's index with a later instant
   * @param severity - `undefined` when nothing is wrong
   * @returns an alert when the episode opens, rises from warning to error, or ends. Falling from error to warning is
   *   no change.
   */
  readonly judge: (evidence: Evidence, severity: Severity | undefined, score: number) => readonly Alert[];
}

/** @param describe - the alert's evidence text for a score */
export function episodeTracker(key: string, describe: (score: number) => string): EpisodeTracker {
  let open: Severity | undefined;
  const alert = (evidence: Evidence, severity: Severity, state: Alert["state"], score: number): Alert => ({
    key,
    severity,
    state,
    ...at(evidence),
    score,
    evidence: describe(score),
  });

  return {
    judge: (evidence, severity, score) => {
      const before = open;
      if (severity === before || (severity === "warning" && before === "error")) return none;
      open = severity;
      if (severity !== undefined) return [alert(evidence, severity, "firing", score)];
      return before === undefined ? none : [alert(evidence, before, "resolved", score)];
    },
  };
}
