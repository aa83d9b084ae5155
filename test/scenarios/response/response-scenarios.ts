import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import type { Scenario } from "../../../domain/sources.ts";
import { loadScenario } from "../../../scenarios/file/load.ts";
import { findScenario, scenarios } from "../../../scenarios/registry.ts";

/** The built-in response scenarios. */
export const responseScenarios: readonly ResponseScenario[] = scenarios.filter(
  (scenario) => scenario.source === "response",
);

/** @throws RangeError for a scenario of another log source */
export function responseScenario(name: string): ResponseScenario {
  return asResponse(findScenario(name));
}

/** @throws RangeError for a scenario of another log source */
export async function loadResponseScenario(path: string): Promise<ResponseScenario> {
  return asResponse(await loadScenario(path));
}

function asResponse(scenario: Scenario): ResponseScenario {
  if (scenario.source !== "response") throw new RangeError(`${scenario.name} is one of ${scenario.source}`);
  return scenario;
}
