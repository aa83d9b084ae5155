import { randomStream } from "../../domain/chance/random.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestsIn } from "../../domain/response/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { onsetIndexOf, shiftedBy } from "../../scenarios/response/file/change.ts";
import type { OnsetRange } from "../../domain/results/repeat.ts";
import type { DetectorGate } from "../drill/gates.ts";

/** Whether each drill of a repeat draws when its incidents begin, or all of them begin as the scenario says. */
export type OnsetChoice = "drawn" | "fixed";

/** One drill of a repeat. */
export interface SeededScenario {
  readonly scenario: Scenario;
  readonly seed: number;
  /** What `run --set` takes to play it alone; empty when the scenario is as it was. */
  readonly settings: readonly string[];
}

/**
 * By how many requests the incidents of a drill may begin later: up to two windows of the slowest detector, so that a
 * detector that judges blocks meets the onset anywhere in its block, and up to half of the last phase, which gives them.
 * @returns 1 where nothing can be drawn: no incident, or more than one, for `--set onset` takes only one
 */
function onsetSpan({ phases }: ResponseScenario, gates: readonly DetectorGate[]): number {
  const labelled = labelledPhases(phases);
  const [first, last] = [labelled.at(0), labelled.at(-1)];
  const incidents = labelled.filter(({ incidentId }) => incidentId !== undefined);
  if (incidents.length !== 1 || first?.mode !== "normal" || last === undefined) return 1;
  const window = Math.max(1, ...gates.map(({ gate }) => gate.windowSize));
  return Math.max(1, Math.min(2 * window, Math.floor(requestsIn(last) / 2)));
}

/**
 * The drill of this seed. Same seed, same onset, whatever was drawn before. An attack on a login page begins when its
 * scenario says: the honest users around it differ from seed to seed already.
 */
export function seededScenario(
  scenario: Scenario,
  gates: readonly DetectorGate[],
  seed: number,
  onset: OnsetChoice,
): SeededScenario {
  switch (scenario.source) {
    case "response":
      return seededResponses(scenario, gates, seed, onset);
    case "login":
      return { scenario, seed, settings: [] };
  }
}

function seededResponses(
  scenario: ResponseScenario,
  gates: readonly DetectorGate[],
  seed: number,
  onset: OnsetChoice,
): SeededScenario {
  const span = onset === "drawn" ? onsetSpan(scenario, gates) : 1;
  if (span === 1) return { scenario, seed, settings: [] };
  const later = Math.floor(randomStream(seed, "onset")(0).uniform() * span);
  const phases = shiftedBy(scenario.phases, later);
  return { scenario: { ...scenario, phases }, seed, settings: [`onset=${onsetIndexOf(phases)}`] };
}

/** Where the onsets of a repeat lie, by the index of a request. */
export function onsetRange(
  scenario: Scenario,
  gates: readonly DetectorGate[],
  onset: OnsetChoice,
): OnsetRange {
  switch (scenario.source) {
    case "response":
      return phaseOnsets(scenario, gates, onset);
    case "login":
      return { kind: "none" };
  }
}

function phaseOnsets(
  scenario: ResponseScenario,
  gates: readonly DetectorGate[],
  onset: OnsetChoice,
): OnsetRange {
  const hasIncident = labelledPhases(scenario.phases).some(({ incidentId }) => incidentId !== undefined);
  if (!hasIncident) return { kind: "none" };
  const index = onsetIndexOf(scenario.phases);
  const span = onset === "drawn" ? onsetSpan(scenario, gates) : 1;
  return span === 1 ? { kind: "fixed", index } : { kind: "drawn", from: index, until: index + span - 1 };
}
