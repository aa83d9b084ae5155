import type { Severity } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Axis, Cell, CellResult } from "../../domain/results/sweep.ts";
import { cellAt } from "../../domain/results/sweep.ts";
import type { Scenario } from "../../domain/sources.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import { cellDetector } from "../../score/study/statistics.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import type { DrillPlan } from "../drill/plan.ts";
import { planScenario } from "../drill/plan.ts";
import { chooseDetectors } from "../session/choice.ts";
import type { AnyDefinition } from "../session/definition.ts";
import type { RemoteWords } from "../session/remote-definitions.ts";
import { remoteSettings } from "../session/remote-definitions.ts";
import type { OnsetChoice } from "./onset.ts";
import { repeatDrills } from "./repeat.ts";

/** A sweep as the command line describes it: plain data for a thread or a file. */
export interface SweepWords {
  /** A name, or the path of a YAML or JSON file. */
  readonly scenario: string;
  /** `mode.field=value` or `onset=index`, the same in every cell. */
  readonly settings: readonly string[];
  /** As `chooseDetector` takes them. If empty, those that the scenario expects. */
  readonly detectors: readonly string[];
  /** Of detectors outside this process. Default: the usual ones. */
  readonly remote?: RemoteWords;
  readonly within?: string;
  readonly severity?: Severity;
  readonly axes: readonly Axis[];
  readonly firstSeed: number;
  /** Drills per cell. */
  readonly seeds: number;
  readonly onset: OnsetChoice;
}

/** Plans and runs the cells of one sweep. */
export interface SweepRunner {
  /** @throws FiredrillError of kind `usage` for a cell with invalid settings */
  readonly plan: (index: number) => Promise<DrillPlan>;
  readonly run: (index: number, signal: AbortSignal) => Promise<CellResult>;
  /** Of the detectors that the words name. */
  readonly definitions: readonly AnyDefinition[];
}

export async function sweepRunner(words: SweepWords): Promise<SweepRunner> {
  const scenario = await loadOrFindScenario(words.scenario);
  const remote = remoteSettings(words.remote);
  const choices = await chooseDetectors(words.detectors, remote);
  const plan = (index: number): Promise<DrillPlan> => planCell(words, scenario, choices, index);
  return {
    plan,
    definitions: choices.map(({ definition }) => definition),
    run: async (index, signal) => runCell(words, cellAt(words.axes, index), await plan(index), signal),
  };
}

function planCell(
  { settings, axes, remote, within, severity }: SweepWords,
  scenario: Scenario,
  choices: readonly DetectorChoice[],
  index: number,
): Promise<DrillPlan> {
  return planScenario({
    scenario,
    settings: [...settings, ...cellAt(axes, index).settings],
    choices,
    remote: remoteSettings(remote),
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
    onset: setsOnset ? "fixed" : onset,
    seeds: Array.from({ length: seeds }, (_, at) => firstSeed + at),
    signal,
  });
  return { ...cell, detectors: statistics.map(cellDetector) };
}

const mostValues = 1000;
const significantDigits = 6;

/**
 * Reads `onset=90..119` (every whole number), `attack.delayMs=15..500:20` (20 evenly spaced values),
 * `attack.delayMs=15..500:log20` (geometrically spaced) or `attack.delayMs=20,50,80`.
 * @throws FiredrillError BAD_VARY
 */
export function parseAxis(spec: string): Axis {
  const [, target = "", values = ""] = /^([^=]+)=(.+)$/s.exec(spec) ?? [];
  const found = target === "" ? undefined : (rangeValues(values) ?? listValues(values));
  if (found === undefined || found.length === 0 || found.length > mostValues) throw badVary(spec);
  return { target, values: [...new Set(found)] };
}

function listValues(text: string): readonly string[] | undefined {
  const values = text.split(",").map((value) => value.trim());
  return values.every((value) => value !== "" && Number.isFinite(Number(value))) ? values : undefined;
}

function rangeValues(text: string): readonly string[] | undefined {
  const [, from = "", until = "", scale, count] =
    /^(-?[\d.]+?)\.\.(-?[\d.]+?)(?::(log)?(\d+))?$/.exec(text) ?? [];
  const [low, high] = [Number(from), Number(until)];
  if (from === "" || !Number.isFinite(low) || !Number.isFinite(high) || low > high) return undefined;
  if (count === undefined) return wholeNumbers(low, high);
  const steps = Number(count);
  if (steps < 1 || steps > mostValues || (scale === "log" && low <= 0)) return undefined;
  return Array.from({ length: steps }, (_, at) => {
    const share = steps === 1 ? 0 : at / (steps - 1);
    const value = scale === "log" ? low * Math.exp(Math.log(high / low) * share) : low + (high - low) * share;
    return String(Number(value.toPrecision(significantDigits)));
  });
}

function wholeNumbers(low: number, high: number): readonly string[] | undefined {
  if (!Number.isInteger(low) || !Number.isInteger(high) || high - low >= mostValues) return undefined;
  return Array.from({ length: high - low + 1 }, (_, at) => String(low + at));
}

function badVary(spec: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_VARY",
    `Invalid --vary "${spec}": expected a target and 1 to ${mostValues} values.`,
    "Write onset=90..119, attack.delayMs=15..500:20, attack.delayMs=15..500:log20 or attack.delayMs=20,50,80.",
  );
}
