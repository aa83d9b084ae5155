import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Gate } from "../../domain/gate.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { IncidentHops, Verdict } from "../../domain/verdict.ts";
import { plainPaint } from "../../report/text/paint.ts";
import type { ReportedDrill } from "../../report/text/report.ts";
import { textReport } from "../../report/text/report.ts";
import { answerKeyOf } from "../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../score/judge/score.ts";
import { assembleVerdict, detectorVerdict, drillTrace } from "../../score/judge/verdict.ts";
import { pictureOf } from "./picture.ts";
import { gateOf, rowsWithAttackFrom100 } from "./sample.ts";

/** A drill of which only what matters is told. */
export interface Drill {
  readonly rows?: readonly Labelled[];
  readonly alerts?: readonly ReceivedAlert[];
  readonly gates?: readonly Gate[];
  readonly hops?: readonly IncidentHops[];
  readonly more?: Partial<Pick<Verdict, "clock" | "lag" | "error" | "scenario">>;
  readonly savedTo?: string;
}

/** Characters per line of a report under test. */
export const width = 60;

/** Played, scored and judged. */
export function reported(drill: Drill): ReportedDrill {
  const {
    rows = rowsWithAttackFrom100,
    alerts = [],
    gates = [gateOf()],
    hops = [],
    more = {},
    savedTo,
  } = drill;
  const key = answerKeyOf(rows);
  const scored = gates.map((gate) => ({ gate, score: scoreAlerts(key, alerts, gate) }));
  const verdict = assembleVerdict({
    scenario: "rapidly",
    seed: 1,
    clock: "virtual",
    observations: key.observations,
    durationMs: (key.endedMs ?? 0) - (key.startedMs ?? 0),
    detectors: scored.map(({ gate, score }) => detectorVerdict(gate, score, hops)),
    ...more,
  });
  const replayCommand = "firedrill run rapidly --seed 1";
  const base = { verdict, trace: drillTrace(pictureOf("response", rows), key, scored), replayCommand };
  return savedTo === undefined ? base : { ...base, savedTo };
}

export function report(drill: Drill): string {
  return textReport(reported(drill), plainPaint, width);
}
