import type { Alert } from "../../domain/alert.ts";
import { at } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/observation.ts";
import { subjectOf } from "../../domain/subject.ts";
import { burstText } from "./evidence.ts";
import type { Tally } from "./tally.ts";

/** What judges attempts to log in by a rule per address and hour. */
export interface RulesJudge {
  readonly observe: (observation: LoginObservation) => readonly Alert[];
  readonly elapse: (nowMs: number) => readonly Alert[];
}

/** A row, or an instant after the row with this index. */
export type Evidence = Pick<LoginObservation, "index" | "atMs">;

export function rulesAlert(state: Alert["state"], ip: string, tally: Tally, evidence: Evidence): Alert {
  const subject = subjectOf("ip", ip);
  return {
    key: subject,
    severity: "error",
    state,
    ...at(evidence),
    score: tally.attempts,
    subject,
    evidence: burstText(ip, tally),
  };
}
