import { randomStream } from "../../domain/chance/random.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { Onset } from "../../scenarios/source.ts";
import { scenarioKit } from "../../scenarios/sources.ts";
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
 * By how many rows the incidents of a drill may begin later: up to two windows of the slowest detector, so that a
 * detector that judges blocks meets the onset anywhere in its block.
 * @returns 1 where nothing is drawn
 */
function spanOf(onset: Onset<Scenario>, gates: readonly DetectorGate[], choice: OnsetChoice): number {
  const window = Math.max(1, ...gates.map(({ gate }) => gate.windowSize));
  return choice === "drawn" ? Math.min(2 * window, onset.span) : 1;
}

/**
 * The drill of this seed. Same seed, same onset, whatever was drawn before. Where chance already moves what happens from seed
 * to seed, an attack begins when its scenario says.
 */
export function seededScenario(
  scenario: Scenario,
  gates: readonly DetectorGate[],
  seed: number,
  choice: OnsetChoice,
): SeededScenario {
  const onset = scenarioKit(scenario.source).onsetOf(scenario);
  const span = onset === undefined ? 1 : spanOf(onset, gates, choice);
  if (onset === undefined || span === 1) return { scenario, seed, settings: [] };
  const later = onset.later(Math.floor(randomStream(seed, "onset")(0).uniform() * span));
  return { scenario: later.scenario, seed, settings: [later.setting] };
}

/** Where the onsets of a repeat lie, by the index of a row. */
export function onsetRange(
  scenario: Scenario,
  gates: readonly DetectorGate[],
  choice: OnsetChoice,
): OnsetRange {
  const onset = scenarioKit(scenario.source).onsetOf(scenario);
  if (onset === undefined) return { kind: "none" };
  const { index } = onset;
  const span = spanOf(onset, gates, choice);
  return span === 1 ? { kind: "fixed", index } : { kind: "drawn", from: index, until: index + span - 1 };
}
