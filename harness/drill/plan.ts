import type { Severity } from "../../domain/alert.ts";
import type { Scenario } from "../../domain/sources.ts";
import { changeScenario, loadOrFindScenario } from "../../scenarios/registry.ts";
import { chooseDetectors, definitionsNamed } from "../session/choice.ts";
import type { RemoteSettings } from "../session/remote-definitions.ts";
import type { DetectorChoice, DetectorGate, GateOverrides } from "./gates.ts";
import { gatesOf } from "./gates.ts";

/** A drill as the command line describes it. */
export interface DrillRequest {
  /** A name, or the path of a YAML or JSON file. */
  readonly scenario: string;
  /** `mode.field=value` or `onset=index`. */
  readonly settings: readonly string[];
  /** As `chooseDetector` takes them. If empty, those that the scenario expects. */
  readonly detectors: readonly string[];
  readonly remote: RemoteSettings;
  readonly within?: string;
  readonly severity?: Severity;
}

export interface DrillPlan {
  readonly scenario: Scenario;
  readonly gates: readonly DetectorGate[];
}

/** @throws FiredrillError of kind `usage` for unknown names and invalid values */
export async function planDrill({ detectors, remote, ...request }: DrillRequest): Promise<DrillPlan> {
  const choices = await chooseDetectors(detectors, remote);
  return planScenario({ ...request, choices, remote });
}

/** A drill whose detectors are resolved. */
export interface ChosenDrill extends GateOverrides {
  /** A name, the path of a YAML or JSON file, or the scenario itself. */
  readonly scenario: string | Scenario;
  readonly settings: readonly string[];
  /** If empty, those that the scenario expects. */
  readonly choices: readonly DetectorChoice[];
  readonly remote: RemoteSettings;
}

/** @throws FiredrillError of kind `usage` for unknown names and invalid values */
export async function planScenario({
  scenario: reference,
  settings,
  choices,
  remote,
  ...overrides
}: ChosenDrill): Promise<DrillPlan> {
  const found = typeof reference === "string" ? await loadOrFindScenario(reference) : reference;
  const scenario = await changedScenario(found, settings);
  const expected = choices.length > 0 ? [] : scenario.expect.map(({ detector }) => detector);
  const find = await definitionsNamed(expected, remote);
  return { scenario, gates: gatesOf(scenario, choices, overrides, find) };
}

/** @param settings - as in a `DrillRequest`. @throws FiredrillError BAD_SET, and others of kind `usage` */
export async function changedScenario(scenario: Scenario, settings: readonly string[]): Promise<Scenario> {
  let latest = scenario;
  for (const setting of settings) latest = await changeScenario(latest, setting);
  return latest;
}
