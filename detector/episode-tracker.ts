import type { Alert, Severity } from "../domain/alert.ts";
import { at, none } from "../domain/detector.ts";
import type { Observation } from "../domain/sources.ts";

/** A row, or a later instant at which it is still the newest row. */
type Evidence = Pick<Observation, "index" | "atMs">;

/** Turns one judgment per row into alerts that open, rise once and resolve. */
export class EpisodeTracker {
  private readonly key: string;
  private readonly describe: (score: number) => string;
  private open: Severity | undefined;

  /** @param describe - the alert's evidence text for a score */
  constructor(key: string, describe: (score: number) => string) {
    this.key = key;
    this.describe = describe;
  }

  /** Of the open episode; `undefined` when none is open. */
  get severity(): Severity | undefined {
    return this.open;
  }

  /**
   * @param evidence - the row judged, or the newest row's index with a later instant
   * @param severity - `undefined` when nothing is wrong
   * @returns an alert when the episode opens, rises from warning to error, or ends. Falling from error to warning is
   *   no change.
   */
  judge(evidence: Evidence, severity: Severity | undefined, score: number): readonly Alert[] {
    const before = this.open;
    if (severity === before || (severity === "warning" && before === "error")) return none;
    this.open = severity;
    if (severity !== undefined) return [this.alert(evidence, severity, "firing", score)];
    return before === undefined ? none : [this.alert(evidence, before, "resolved", score)];
  }

  private alert(evidence: Evidence, severity: Severity, state: Alert["state"], score: number): Alert {
    const { key } = this;
    return { key, severity, state, ...at(evidence), score, evidence: this.describe(score) };
  }
}
