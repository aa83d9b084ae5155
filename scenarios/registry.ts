import { FiredrillError } from "../domain/error.ts";
import type { Scenario } from "../domain/sources.ts";
import { logSources } from "../domain/sources.ts";
import { namesHint } from "../domain/text/nearest-name.ts";
import type { Suite } from "./source.ts";
import { scenarioKit } from "./sources.ts";

/** The built-in suites. */
export const suites: readonly Suite<Scenario>[] = logSources.flatMap((source) => scenarioKit(source).suites);

/** The built-in scenarios, in reading order. */
export const scenarios: readonly Scenario[] = [
  ...new Set(
    logSources.flatMap((source) => {
      const kit = scenarioKit(source);
      return [...kit.first, ...kit.suites.flatMap((suite) => suite.scenarios)];
    }),
  ),
];

/** @throws FiredrillError UNKNOWN_SCENARIO, with the list of scenarios */
export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw unknownScenario(name);
  return found;
}

/** @throws FiredrillError UNKNOWN_SUITE, with the list of suites */
export function findSuite(name: string): Suite<Scenario> {
  const found = suites.find((suite) => suite.name === name);
  if (found === undefined) throw unknownSuite(name);
  return found;
}

/**
 * A built-in scenario by name, or a file by path: anything with a slash, or ending in .yaml, .yml or .json.
 * @throws FiredrillError UNKNOWN_SCENARIO, or the errors of `loadScenario`
 */
export async function loadOrFindScenario(nameOrPath: string): Promise<Scenario> {
  if (!isScenarioPath(nameOrPath)) return findScenario(nameOrPath);
  // The YAML loader takes longer to load than everything else in a drill, and built-in scenarios do not need it.
  const { loadScenario } = await import("./file/load.ts");
  return loadScenario(nameOrPath);
}

/** The scenario with one setting of `--set` applied. @throws FiredrillError BAD_SET, with the possible targets */
export async function changeScenario(scenario: Scenario, setting: string): Promise<Scenario> {
  const file = await scenarioKit(scenario.source).file();
  return file.change(scenario, setting);
}

/** `300 requests, about 4 min`, at the scenario's own pace and without noise; `24 h of logins`. */
export function describeLength(scenario: Scenario): string {
  return scenarioKit(scenario.source).describeLength(scenario);
}

/** `attack-1 from the 51st request, load-1 from the 201st`; `bruteforce at hour 14.2`; `no incident`. */
export function describeIncidents(scenario: Scenario): string {
  const starts = scenarioKit(scenario.source).incidentStarts(scenario);
  return starts.length === 0 ? "no incident" : starts.join(", ");
}

export function isScenarioPath(nameOrPath: string): boolean {
  return /[/\\]|\.(?:ya?ml|json)$/i.test(nameOrPath);
}

function unknownScenario(name: string): FiredrillError {
  const names = scenarios.map((scenario) => scenario.name);
  return new FiredrillError(
    "usage",
    "UNKNOWN_SCENARIO",
    `Unknown scenario "${name}".`,
    `${namesHint(name, "scenarios", names)} A path ending in .yaml, .yml or .json also works.`,
  );
}

function unknownSuite(name: string): FiredrillError {
  const names = suites.map((suite) => suite.name);
  return new FiredrillError(
    "usage",
    "UNKNOWN_SUITE",
    `Unknown suite "${name}".`,
    namesHint(name, "suites", names),
  );
}
