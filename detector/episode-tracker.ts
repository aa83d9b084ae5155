import type { Alert, Severity } from "../domain/alert.ts";
import { at, none } from "../domain/detector.ts";
import type { Observation } from "../domain/sources.ts";

/** A row, or an instant after the row with this index. */
type Evidence = Pick<Observation, "index" | "atMs">;

/** Turns a judgement per row into alerts that open, rise once and resolve. */
export interface EpisodeTracker {
  /**
   * @param evidence - the row that is judged, or the last row and an instant at which time has passed without another
   * @param severity - how bad it is; `undefined` when nothing is wrong
   * @returns an alert when the episode opens, rises from warning to error, or ends; falling from error to warning is
   *   not the end of it, and says nothing
   */
  readonly judge: (evidence: Evidence, severity: Severity | undefined, score: number) => readonly Alert[];
}

/** @param describe - the evidence, in words, for the alerts only */
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
