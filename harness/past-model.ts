import type { OptionValues } from "../domain/detector-options.ts";
import type { DetectorModel } from "../domain/detector.ts";
import { pastOf } from "../domain/login/plan.ts";
import type { Scenario } from "../domain/scenario.ts";
import { formatDetectorSpec } from "../detector/registry.ts";
import { isRemote } from "./detector-kind.ts";
import type { AnyDefinition } from "./detector-kind.ts";
import type { DetectorGate } from "./gates.ts";
import type { DetectorSetup } from "./sessions.ts";
import { simulate } from "./simulate.ts";

/** How the detectors of a drill are set up: what needs a healthy past has learned from the scenario's. */
export function setupsFor(
  gates: readonly DetectorGate[],
  scenario: Scenario,
  seed: number,
): readonly DetectorSetup[] {
  const bySpec = new Map<string, DetectorSetup>();
  return gates.map(({ definition, gate: { options } }) => {
    const spec = formatDetectorSpec(definition.name, options);
    const known = bySpec.get(spec);
    if (known !== undefined) return known;
    const model = pastModel(definition, options, scenario, seed);
    const setup = { definition, options, ...(model === undefined ? {} : { model }) };
    bySpec.set(spec, setup);
    return setup;
  });
}

/** @returns undefined where there is no past, nothing to teach, or a model of the user's own */
function pastModel(
  definition: AnyDefinition,
  options: OptionValues,
  scenario: Scenario,
  seed: number,
): DetectorModel | undefined {
  const past = healthyPastOf(scenario);
  if (past === undefined || isRemote(definition) || definition.train === undefined) return undefined;
  if (String(options["model"] ?? "") !== "") return undefined;
  const training = definition.train(options);
  for (const { observation } of simulate(past, seed)) training.learn(observation);
  return training.finish();
}

function healthyPastOf(scenario: Scenario): Scenario | undefined {
  switch (scenario.source) {
    case "response":
      return undefined;
    case "login":
      return pastOf(scenario);
  }
}
