import { FiredrillError } from "../domain/error.ts";
import type { Scenario } from "../domain/sources.ts";
import { didYouMean } from "../domain/text/nearest-name.ts";
import { complex } from "./response/complex.ts";
import { healthy } from "./response/healthy.ts";
import { rapidly } from "./response/rapidly.ts";
import { slowly } from "./response/slowly.ts";
import { suites } from "./suites.ts";

/** The scenarios that come with firedrill, in the order to read them. */
export const scenarios: readonly Scenario[] = [
  ...new Set([rapidly, slowly, complex, healthy, ...suites.flatMap((suite) => suite.scenarios)]),
];

/** @throws FiredrillError UNKNOWN_SCENARIO, listing what exists */
export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw unknownScenario(name);
  return found;
}

/**
 * A scenario of ours by name, or the user's own by path: anything with a slash in it, or ending in .yaml, .yml or .json.
 * @throws FiredrillError UNKNOWN_SCENARIO, or what `loadScenario` throws
 */
export async function loadOrFindScenario(nameOrPath: string): Promise<Scenario> {
  if (!isPath(nameOrPath)) return findScenario(nameOrPath);
  // Reading YAML takes longer to load than the rest of a drill; a scenario of ours does without.
  const { loadScenario } = await import("./file/load.ts");
  return loadScenario(nameOrPath);
}

function isPath(nameOrPath: string): boolean {
  return /[/\\]|\.(?:ya?ml|json)$/i.test(nameOrPath);
}

function unknownScenario(asked: string): FiredrillError {
  const known = scenarios.map(({ name }) => name);
  return new FiredrillError(
    "usage",
    "UNKNOWN_SCENARIO",
    `There is no scenario called "${asked}".`,
    `${didYouMean(asked, known)}Scenarios here: ${known.join(", ")}. A path ending in .yaml, .yml or .json also works.`,
  );
}
