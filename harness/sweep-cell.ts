import type { Severity } from "../domain/alert.ts";
import type { Scenario } from "../domain/scenario.ts";
import { loadOrFindScenario } from "../scenarios/registry.ts";
import { cellDetector } from "../score/sweep/cell.ts";
import type { CellResult } from "../score/sweep/cell.ts";
import { cellAt } from "../score/sweep/grid.ts";
import type { Axis, Cell } from "../score/sweep/grid.ts";
import { chooseDetector } from "./detector-choice.ts";
import { planScenario } from "./drill-plan.ts";
import type { DrillPlan } from "./drill-plan.ts";
import type { DetectorChoice } from "./gates.ts";
import type { OnsetChoice } from "./onset.ts";
import { defaultRemoteSettings } from "./remote-definitions.ts";
import { repeatDrills } from "./repeat.ts";

/** A sweep in words, so that a thread or a file can hold it. */
export interface SweepWords {
  /** A name, or the path of a YAML or JSON file. */
  readonly scenario: string;
  /** `mode.field=value` or `onset=index`, the same in every cell. */
  readonly settings: readonly string[];
  /** As `chooseDetector` takes them; empty: those that the scenario expects. */
  readonly detectors: readonly string[];
  readonly within?: string;
  readonly severity?: Severity;
  readonly axes: readonly Axis[];
  readonly firstSeed: number;
  /** Drills in a cell. */
  readonly seeds: number;
  readonly onset: OnsetChoice;
}

/** Plans and runs the cells of one sweep. */
export interface SweepRunner {
  /** @throws FiredrillError of kind `usage` for a cell that cannot be */
  readonly plan: (index: number) => Promise<DrillPlan>;
  readonly run: (index: number, signal: AbortSignal) => Promise<CellResult>;
}

export async function sweepRunner(words: SweepWords): Promise<SweepRunner> {
  const scenario = await loadOrFindScenario(words.scenario);
  const choices = await Promise.all(
    words.detectors.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)),
  );
  const plan = (index: number): Promise<DrillPlan> => planCell(words, scenario, choices, index);
  return {
    plan,
    run: async (index, signal) => runCell(words, cellAt(words.axes, index), await plan(index), signal),
  };
}

function planCell(
  { settings, axes, within, severity }: SweepWords,
  scenario: Scenario,
  choices: readonly DetectorChoice[],
  index: number,
): Promise<DrillPlan> {
  return planScenario({
    scenario,
    settings: [...settings, ...cellAt(axes, index).settings],
    choices,
    remote: defaultRemoteSettings,
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  });
}

async function runCell(
  { firstSeed, seeds, onset, settings }: SweepWords,
  cell: Cell,
  plan: DrillPlan,
  signal: AbortSignal,
): Promise<CellResult> {
  const setsOnset = [...settings, ...cell.settings].some((setting) => setting.startsWith("onset="));
  const statistics = await repeatDrills({
    ...plan,
    clock: { kind: "virtual" },
    onset: setsOnset ? "fixed" : onset,
    seeds: Array.from({ length: seeds }, (_, at) => firstSeed + at),
    signal,
    runInWallTime: () => Promise.reject(new RangeError("a sweep takes no wall time")),
    onDrill: () => undefined,
  });
  return { ...cell, detectors: statistics.map(cellDetector) };
}
