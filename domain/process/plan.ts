import { labelledPhases } from "../phases/phase.ts";
import type { PlannedInterval, ProcessScenario } from "./scenario.ts";

/** Every interval of the scenario, in order. */
export function* planIntervals({
  phases,
}: Pick<ProcessScenario, "phases">): Generator<PlannedInterval, void, undefined> {
  let index = 0;
  for (const { mode, seconds, incidentId } of labelledPhases(phases)) {
    for (let second = 0; second < seconds; second += 1) {
      yield { index, mode, ...(incidentId === undefined ? {} : { incident: incidentId }) };
      index += 1;
    }
  }
}
