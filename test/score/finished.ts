import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Gate } from "../../domain/gate.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { Verdict, VerdictError } from "../../domain/verdict.ts";
import type { FinishedDrill } from "../../report/junit/test-cases.ts";
import { answerKeyOf } from "../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../score/judge/score.ts";
import { assembleVerdict, detectorInError, detectorVerdict, drillTrace } from "../../score/judge/verdict.ts";
import { pictureOf } from "./picture.ts";
import { anyIncident, gateOf, rowsOf, rowsWithAttackFrom100 } from "./sample.ts";

type Told = Partial<Pick<Verdict, "scenario" | "seed" | "clock">>;

/** A drill that came to its end. */
export interface JudgedDrill extends Told {
  readonly rows?: readonly Labelled[];
  readonly alerts?: readonly ReceivedAlert[];
  readonly gates?: readonly Gate[];
  /** Of a detector that is in no gate. */
  readonly crashed?: VerdictError;
}

const facts = { scenario: "rapidly", seed: 1, clock: "virtual", durationMs: 111_300 };

export function finished({
  rows = rowsWithAttackFrom100,
  alerts = [],
  gates = [gateOf()],
  crashed,
  ...told
}: JudgedDrill): Required<FinishedDrill> {
  const key = answerKeyOf(rows);
  const scored = gates.map((gate) => ({ gate, score: scoreAlerts(key, alerts, gate) }));
  const broken = crashed === undefined ? [] : [gateOf({ detector: "mine" })];
  const verdict = assembleVerdict({
    ...facts,
    observations: key.observations,
    ...told,
    detectors: [
      ...scored.map(({ gate, score }) => detectorVerdict(gate, score)),
      ...broken.map((gate) => detectorInError(gate, crashed ?? { code: "", message: "" })),
    ],
  });
  return {
    verdict,
    trace: drillTrace(pictureOf("response", []), key, [...scored, ...broken.map((gate) => ({ gate }))]),
  };
}

/** A drill that could not be run. */
export function unrunnable(error: VerdictError, told: Told = {}): FinishedDrill {
  return { verdict: assembleVerdict({ ...facts, observations: 0, ...told, error, detectors: [] }) };
}

export const healthyRows: readonly Labelled[] = rowsOf([{ rows: 100 }]);

/** Pins that the incident goes unnoticed. */
export const pinnedGate: Gate = gateOf({ lines: [{ ...anyIncident, outcome: "missed" }] });
