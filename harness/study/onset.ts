import { randomStream } from "../../domain/chance/random.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { Onset } from "../../scenarios/source.ts";
import { scenarioKit } from "../../scenarios/sources.ts";
import type { OnsetRange } from "../../domain/results/repeat.ts";
import type { DetectorGate } from "../drill/gates.ts";

/** `drawn`: each drill of a repeat draws the onset of its incidents. `fixed`: all use the scenario's onset. */
export type OnsetChoice = "drawn" | "fixed";

/** One drill of a repeat. */
export interface SeededScenario {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Values for `run --set` that replay it alone. Empty if the scenario is unchanged. */
  readonly settings: readonly string[];
}

/**
 * The range of the drawn delay of an onset, in rows: up to two windows of the slowest detector, so that the onset can fall
 * anywhere in the block of a detector that judges blocks.
 * @returns 1 if nothing is drawn
 */
function spanOf(onset: Onset<Scenario>, gates: readonly DetectorGate[], choice: OnsetChoice): number {
  const window = Math.max(1, ...gates.map(({ gate }) => gate.windowSize));
  return choice === "drawn" ? Math.min(2 * window, onset.span) : 1;
}

/**
 * The drill of a seed. The same seed gives the same onset, independent of earlier draws. A scenario whose traffic already
 * varies with the seed keeps its onset.
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

/** The onsets of a repeat, as row indexes. */
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
