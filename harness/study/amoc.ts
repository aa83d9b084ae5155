import type { OptionValues } from "../../domain/detector-options.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { AmocCurve } from "../../domain/results/amoc.ts";
import type { CrashedDetector } from "../../domain/results/statistics.ts";
import type { Within } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { amocCurves } from "../../score/study/amoc.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { planScenario } from "../drill/plan.ts";
import type { AnyDefinition } from "../session/definition.ts";
import { howToMark, keepingPrograms, specOf } from "../session/definition.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import type { OnsetChoice } from "./onset.ts";
import { distrusted, repeatDrills } from "./repeat.ts";

export interface AmocSettings {
  readonly scenario: Scenario;
  readonly choice: DetectorChoice;
  readonly drills: number;
  readonly firstSeed: number;
  readonly onset: OnsetChoice;
  readonly within?: Within;
  /** Drills at once of a detector outside this process. Default 1. */
  readonly jobs?: number;
  readonly signal: AbortSignal;
  /** Called after each of `amocSteps` settings. */
  readonly onSetting: () => void;
}

export interface AmocResult {
  readonly curves: readonly AmocCurve[];
  /** Settings at which the detector crashed in some drill, or answers differently in another session. */
  readonly crashed: readonly CrashedDetector[];
}

/** Number of detector settings on a curve. */
export const amocSteps = 13;

/**
 * Drills a detector at a range of thresholds, from far too sensitive to far too insensitive. Varies its option `arl0` if
 * it has one, else all its thresholds together, from a sixteenth to sixteen times their values.
 * @throws FiredrillError NO_THRESHOLD, NOTHING_TO_DRAW; the signal's reason when it was aborted
 */
export async function amocOf(settings: AmocSettings): Promise<AmocResult> {
  const { scenario, choice, drills, firstSeed, onset, within, jobs = 1, signal, onSetting } = settings;
  const { definition, options } = choice;
  const seeds = Array.from({ length: drills }, (_, at) => firstSeed + at);
  const drilled = [];
  for (const changed of bySensitivity(definition, options)) {
    const { gates } = await planScenario({
      scenario: { ...scenario, expect: [] },
      settings: [],
      choices: [{ definition, options: changed }],
      remote: defaultRemoteSettings,
      ...(within === undefined ? {} : { within }),
    });
    const { result, differs } = await keepingPrograms([definition], () =>
      repeatDrills({ scenario, gates, onset, seeds, jobs, signal }),
    );
    const [statistics] = result.map((one) => distrusted(one, differs, definition));
    if (statistics?.kinds.length === 0 && statistics.error === undefined) throw nothingToDraw(scenario.name);
    if (statistics !== undefined) drilled.push({ spec: specOf({ ...choice, options: changed }), statistics });
    onSetting();
  }
  return {
    curves: amocCurves(definition.name, drilled),
    crashed: drilled.flatMap(({ spec, statistics: { crashed, drills: count, error } }) =>
      error === undefined ? [] : [{ detector: spec, crashed, drills: count, error }],
    ),
  };
}

const decades = { from: 100, until: 1e8 };
const widest = 16;

function bySensitivity(definition: AnyDefinition, options: OptionValues): readonly OptionValues[] {
  const shares = Array.from({ length: amocSteps }, (_, at) => at / (amocSteps - 1));
  if (definition.options["arl0"] !== undefined) {
    return shares.map((share) => ({ ...options, arl0: between(decades.from, decades.until, share) }));
  }
  const names = Object.entries(definition.options).flatMap(([name, spec]) =>
    spec.kind === "number" && spec.threshold === true
      ? [[name, Number(options[name] ?? spec.default)] as const]
      : [],
  );
  if (names.length === 0) throw noThreshold(definition);
  return shares.map((share) => {
    const factor = between(1 / widest, widest, share);
    return {
      ...options,
      ...Object.fromEntries(names.map(([name, usual]) => [name, rounded(usual * factor)])),
    };
  });
}

/** Geometric interpolation. */
function between(low: number, high: number, share: number): number {
  return rounded(low * Math.exp(Math.log(high / low) * share));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function nothingToDraw(scenario: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_TO_DRAW",
    `Nothing to draw: scenario "${scenario}" has no incident, so there is no delay.`,
    `Choose a scenario with an incident; firedrill compare ${scenario} shows false alarms.`,
  );
}

function noThreshold(definition: AnyDefinition): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_THRESHOLD",
    `The detector ${definition.name} has no threshold to vary.`,
    howToMark(definition) ??
      "Choose a detector with a threshold or an arl0 option; firedrill list shows the options.",
  );
}
