import { accessScenarios } from "./access/kit.ts";
import { auditScenarios } from "./audit/kit.ts";
import type { LogSource, ScenarioOf } from "../domain/sources.ts";
import { loginScenarios } from "./login/kit.ts";
import { processScenarios } from "./process/kit.ts";
import { responseScenarios } from "./response/kit.ts";
import type { ScenarioKit } from "./source.ts";

const kits: { readonly [S in LogSource]: ScenarioKit<ScenarioOf<S>> } = {
  response: responseScenarios,
  login: loginScenarios,
  audit: auditScenarios,
  access: accessScenarios,
  process: processScenarios,
};

export function scenarioKit<S extends LogSource>(source: S): ScenarioKit<ScenarioOf<S>> {
  return kits[source];
}
