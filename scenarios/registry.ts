import { FiredrillError } from "../domain/error.ts";
import type { Scenario } from "../domain/sources.ts";
import { logSources } from "../domain/sources.ts";
import { didYouMean } from "../domain/text/nearest-name.ts";
import type { Suite } from "./source.ts";
import { scenarioKit } from "./sources.ts";

/** The suites that come with firedrill. */
export const suites: readonly Suite<Scenario>[] = logSources.flatMap((source) => scenarioKit(source).suites);

/** The scenarios that come with firedrill, in the order to read them. */
export const scenarios: readonly Scenario[] = [
  ...new Set(
    logSources.flatMap((source) => {
      const kit = scenarioKit(source);
      return [...kit.first, ...kit.suites.flatMap((suite) => suite.scenarios)];
    }),
  ),
];

/** @throws FiredrillError UNKNOWN_SCENARIO, listing what exists */
export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw unknownScenario(name);
  return found;
}

/** @throws FiredrillError UNKNOWN_SUITE, listing what exists */
export function findSuite(name: string): Suite<Scenario> {
  const found = suites.find((suite) => suite.name === name);
  if (found === undefined) throw unknownSuite(name);
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

/**
 * The scenario with one thing changed, as `--set` says it.
 * @throws FiredrillError BAD_SET, saying what can be set
 */
export async function changeScenario(scenario: Scenario, setting: string): Promise<Scenario> {
  const file = await scenarioKit(scenario.source).file();
  return file.change(scenario, setting);
}

/** `300 requests, about 4 min`, at the scenario's own pace and noise left out; `24 h of logins`. */
export function describeLength(scenario: Scenario): string {
  return scenarioKit(scenario.source).describeLength(scenario);
}

/** `attack-1 from the 51st request, load-1 from the 201st`; `bruteforce at hour 14.2`; `no incident`. */
export function describeIncidents(scenario: Scenario): string {
  const starts = scenarioKit(scenario.source).incidentStarts(scenario);
  return starts.length === 0 ? "no incident" : starts.join(", ");
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

function unknownSuite(asked: string): FiredrillError {
  const known = suites.map(({ name }) => name);
  return new FiredrillError(
    "usage",
    "UNKNOWN_SUITE",
    `There is no suite called "${asked}".`,
    `${didYouMean(asked, known)}Suites here: ${known.join(", ")}.`,
  );
}
