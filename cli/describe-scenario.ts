import { labelledPhases } from "../domain/plan.ts";
import type { Scenario } from "../domain/scenario.ts";
import { requestCount, requestsIn } from "../domain/scenario.ts";
import { estimatedLengthMs } from "../scenarios/length.ts";

/** `300 requests, about 4 min`: at the scenario's own pace, noise left out. */
export function describeLength(scenario: Scenario): string {
  const count = requestCount(scenario);
  return `${count} ${count === 1 ? "request" : "requests"}, about ${roughly(estimatedLengthMs(scenario))}`;
}

/** `attack-1 from the 51st request, load-1 from the 201st`; `no incident`. */
export function describeIncidents(scenario: Scenario): string {
  let before = 0;
  const starts: string[] = [];
  for (const phase of labelledPhases(scenario.phases)) {
    const { incidentId } = phase;
    const noun = starts.length === 0 ? " request" : "";
    if (incidentId !== undefined) starts.push(`${incidentId} from the ${ordinal(before + 1)}${noun}`);
    before += requestsIn(phase);
  }
  return starts.length === 0 ? "no incident" : starts.join(", ");
}

function roughly(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const endings: Readonly<Record<number, string>> = { 1: "st", 2: "nd", 3: "rd" };
  return `${count}${(teen ? undefined : endings[count % 10]) ?? "th"}`;
}
