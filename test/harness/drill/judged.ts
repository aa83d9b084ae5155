import { findDetector, parseDetectorSpec } from "../../../detector/registry.ts";
import { firstInstantMs } from "../../../domain/scenario.ts";
import type { Scenario } from "../../../domain/sources.ts";
import type { IncidentVerdict } from "../../../domain/verdict.ts";
import type { DetectorGate, GateOverrides } from "../../../harness/drill/gates.ts";
import { gatesOf } from "../../../harness/drill/gates.ts";
import { simulateTimed } from "../../../harness/drill/simulate.ts";
import { localSession } from "../../../harness/session/local-session.ts";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import type { DetectorScore } from "../../../score/judge/score.ts";
import { scoreAlerts } from "../../../score/judge/score.ts";

/** The values of `--detector`, `--severity` and `--within`. Without detectors the scenario's own gates apply. */
export function gates(
  scenario: Scenario,
  specs: readonly string[] = [],
  overrides: GateOverrides = {},
): readonly DetectorGate[] {
  const choices = specs.map((spec) => {
    const { name, options } = parseDetectorSpec(spec);
    return { definition: findDetector(name), options };
  });
  return gatesOf(scenario, choices, overrides, findDetector);
}

/** One score per gate, on the simulated log. Alerts are received when their row is written, or as time passes. */
export function scoresOf(
  scenario: Scenario,
  seed: number,
  detectorGates: readonly DetectorGate[],
): readonly DetectorScore[] {
  const rows = [...simulateTimed(scenario, seed)];
  const key = answerKeyOf(rows.map(({ row }) => row));
  return detectorGates.map(({ definition, gate }) => {
    let nowMs = firstInstantMs(scenario);
    const clock = { nowMs: () => nowMs, sleepUntilMs: async () => undefined, hold: () => () => undefined };
    const context = { clock, clockKind: { kind: "virtual" }, seed } as const;
    const session = localSession(
      definition.name,
      findDetector(definition.name).create(gate.options, scenario),
      scenario.source,
      context,
      () => undefined,
    );
    for (const { row, writtenMs } of rows) {
      nowMs = writtenMs;
      void session.observe(row.observation);
    }
    return scoreAlerts(key, session.alerts, gate);
  });
}

/** `detected 3`, `late 11`, `missed`: the delay in affected observations. */
export function inShort({ outcome, delayAffected }: IncidentVerdict): string {
  return delayAffected === undefined ? outcome : `${outcome} ${delayAffected}`;
}
