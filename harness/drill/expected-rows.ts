import { requestCount } from "../../domain/response/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { simulateLogins } from "../login/simulate.ts";

/** How many rows the log will have, for those who wait for it; rows of requests that are still open are left out. */
export function expectedRows({
  scenario,
  seed,
}: {
  readonly scenario: Scenario;
  readonly seed: number;
}): number {
  switch (scenario.source) {
    case "response":
      return requestCount(scenario);
    case "login": {
      let last = -1;
      for (const { observation } of simulateLogins(scenario, seed)) last = observation.index;
      return last + 1;
    }
  }
}
