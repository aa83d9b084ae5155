import type { Scenario } from "../../domain/sources.ts";
import { changeLogin } from "../login/file/change.ts";
import { changeResponse } from "../response/file/change.ts";

/**
 * The scenario with one thing changed, as `--set` says it.
 * @throws FiredrillError BAD_SET, saying what can be set
 */
export function changeScenario(scenario: Scenario, setting: string): Scenario {
  switch (scenario.source) {
    case "response":
      return changeResponse(scenario, setting);
    case "login":
      return changeLogin(scenario, setting);
  }
}
