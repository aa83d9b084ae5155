import { findDetector, parseDetectorSpec } from "../detector/registry.ts";
import type { Severity } from "../domain/alert.ts";
import type { Scenario } from "../domain/scenario.ts";
import { loadOrFindScenario } from "../scenarios/registry.ts";
import { gatesOf } from "./gates.ts";
import type { DetectorChoice, DetectorGate } from "./gates.ts";

/** A drill as asked for in words. */
export interface DrillWords {
  /** A name, or the path of a YAML or JSON file. */
  readonly scenario: string;
  /** `mode.field=value` or `onset=index`. */
  readonly settings: readonly string[];
  /** `knn` or `knn:warning=0.1`; empty: those that the scenario expects. */
  readonly detectors: readonly string[];
  readonly within?: string;
  readonly severity?: Severity;
}

/** What the words mean. */
export interface DrillPlan {
  readonly scenario: Scenario;
  readonly gates: readonly DetectorGate[];
}

/** @throws FiredrillError of kind `usage` for whatever does not exist or does not fit */
export async function planDrill({
  scenario: name,
  settings,
  detectors,
  ...overrides
}: DrillWords): Promise<DrillPlan> {
  const scenario = await changed(await loadOrFindScenario(name), settings);
  return { scenario, gates: gatesOf(scenario, chosenDetectors(detectors), overrides, findDetector) };
}

/** @throws FiredrillError UNKNOWN_DETECTOR, BAD_DETECTOR_SPEC */
export function chosenDetectors(specs: readonly string[]): readonly DetectorChoice[] {
  return specs.map((spec) => {
    const { name, options } = parseDetectorSpec(spec);
    return { definition: findDetector(name), options };
  });
}

async function changed(scenario: Scenario, settings: readonly string[]): Promise<Scenario> {
  if (settings.length === 0) return scenario;
  const { changeScenario } = await import("../scenarios/change.ts");
  return settings.reduce((before, setting) => changeScenario(before, setting), scenario);
}
