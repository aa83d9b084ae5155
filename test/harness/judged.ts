import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Scenario } from "../../domain/scenario.ts";
import type { IncidentVerdict } from "../../domain/verdict.ts";
import { findDetector, parseDetectorSpec } from "../../detector/registry.ts";
import { gatesOf } from "../../harness/gates.ts";
import type { DetectorGate, GateOverrides } from "../../harness/gates.ts";
import { simulate } from "../../harness/simulate.ts";
import { answerKeyOf } from "../../score/answer-key.ts";
import { scoreAlerts } from "../../score/score.ts";
import type { DetectorScore } from "../../score/score.ts";

/** What `--detector`, `--severity` and `--within` would ask; without detectors, what the scenario expects. */
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

/** One score for each gate, on the simulated log; alerts are heard as their row ends. */
export function scoresOf(
  scenario: Scenario,
  seed: number,
  asked: readonly DetectorGate[],
): readonly DetectorScore[] {
  const rows = [...simulate(scenario, seed)];
  const key = answerKeyOf(rows);
  return asked.map(({ definition, gate }) => {
    const detector = findDetector(definition.name).create(gate.options);
    const alerts = rows.flatMap(({ observation }) =>
      detector
        .observe(observation)
        .map((alert): ReceivedAlert => ({ ...alert, detector: definition.name, receivedMs: alert.atMs })),
    );
    return scoreAlerts(key, alerts, gate);
  });
}

/** `detected 3`, `late 11`, `missed`: the delay in affected observations. */
export function inShort({ outcome, delayAffected }: IncidentVerdict): string {
  return delayAffected === undefined ? outcome : `${outcome} ${delayAffected}`;
}
