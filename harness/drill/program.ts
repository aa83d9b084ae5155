import type { Severity } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { Within } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { clockKindOf } from "../clock/clock.ts";
import { isBuiltIn } from "../../detector/registry.ts";
import { chooseDetector } from "../session/choice.ts";
import type { AnyDefinition } from "../session/definition.ts";
import { isRemote } from "../session/definition.ts";
import { fenced, forbidExit } from "../session/fence.ts";
import type { RemoteSettings } from "../session/remote-definitions.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import { drill } from "./drill.ts";
import type { DetectorChoice } from "./gates.ts";
import type { DrillPlan } from "./plan.ts";
import { planScenario } from "./plan.ts";

/** A detector: text as `--detector` takes it, or a definition with or without options. */
export type DetectorInput =
  string | AnyDefinition | { readonly definition: AnyDefinition; readonly options: OptionValues };

/** The options of `firedrill run`, for programs. */
export interface DrillOptions {
  /** Default: those that the scenario expects. */
  readonly detectors?: readonly DetectorInput[];
  /** `virtual` (default), `real` or `scaled:N`. */
  readonly clock?: string;
  /** Default 1. */
  readonly seed?: number;
  /** Changes to the scenario: `attack.delayMs=80`, `onset=109`. */
  readonly set?: readonly string[];
  readonly within?: Within;
  readonly severity?: Severity;
  /** Where the run folder is made. Without it nothing is kept. */
  readonly outDir?: string;
  readonly logFormat?: LogFormat;
  readonly remote?: Partial<RemoteSettings>;
  /** Aborting it ends the drill cleanly. */
  readonly signal?: AbortSignal;
}

/**
 * Plays a scenario and judges the detectors: `firedrill run` for programs and tests.
 * @param scenario - a name, the path of a YAML or JSON file, or the scenario itself
 * @returns the content of `verdict.json`
 * @throws FiredrillError of kind `usage`, `drill` or `interrupt`
 */
export async function drillScenario(
  scenario: string | Scenario,
  options: DrillOptions = {},
): Promise<Verdict> {
  const {
    clock = "virtual",
    seed = 1,
    logFormat = "csv",
    outDir,
    signal = new AbortController().signal,
  } = options;
  const kept = outDir === undefined ? {} : { outDir };
  const plan = await planProgram(scenario, options);
  const settings = { ...plan, seed, clock: clockKindOf(clock), logFormat, ...kept, signal };
  const allowExit = forbidExit();
  try {
    const { verdict } = await drill({ ...settings, onEvent: () => undefined });
    return verdict;
  } finally {
    allowExit();
  }
}

export async function planProgram(
  scenario: string | Scenario,
  { detectors = [], set = [], within, severity, remote }: DrillOptions,
): Promise<DrillPlan> {
  const settings = { ...defaultRemoteSettings, ...remote };
  const overrides = {
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  };
  const choices = await Promise.all(detectors.map(async (detector) => choiceOf(detector, settings)));
  return planScenario({ scenario, settings: set, choices, remote: settings, ...overrides });
}

async function choiceOf(detector: DetectorInput, settings: RemoteSettings): Promise<DetectorChoice> {
  if (typeof detector === "string") return chooseDetector(detector, settings);
  const { definition, options } = "definition" in detector ? detector : { definition: detector, options: {} };
  const isOurs = isRemote(definition) || isBuiltIn(definition);
  return { definition: isOurs ? definition : fenced(definition, definition.name), options };
}
