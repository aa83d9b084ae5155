import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { Attack } from "../../domain/login/traffic.ts";
import { isAttack } from "../../domain/login/traffic.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestCount, requestsIn } from "../../domain/response/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { estimatedLengthMs } from "../../scenarios/file/length.ts";

/** `300 requests, about 4 min`, at the scenario's own pace and noise left out; `24 h of logins`. */
export function describeLength(scenario: Scenario): string {
  switch (scenario.source) {
    case "response": {
      const count = requestCount(scenario);
      return `${count} ${count === 1 ? "request" : "requests"}, about ${roughly(estimatedLengthMs(scenario))}`;
    }
    case "login":
      return `${inHours(scenario)} of logins`;
  }
}

/** `attack-1 from the 51st request, load-1 from the 201st`; `bruteforce at hour 14.2`; `no incident`. */
export function describeIncidents(scenario: Scenario): string {
  const starts = startsOf(scenario);
  return starts.length === 0 ? "no incident" : starts.join(", ");
}

function startsOf(scenario: Scenario): readonly string[] {
  switch (scenario.source) {
    case "response":
      return phaseStarts(scenario);
    case "login":
      return scenario.traffic.filter(isAttack).map(attackStart);
  }
}

function phaseStarts({ phases }: ResponseScenario): readonly string[] {
  let before = 0;
  const starts: string[] = [];
  for (const phase of labelledPhases(phases)) {
    const { incidentId } = phase;
    const noun = starts.length === 0 ? " request" : "";
    if (incidentId !== undefined) starts.push(`${incidentId} from the ${ordinal(before + 1)}${noun}`);
    before += requestsIn(phase);
  }
  return starts;
}

function attackStart({ kind, onset }: Attack): string {
  switch (onset.kind) {
    case "at":
      return `${kind} at hour ${onset.hour}`;
    case "chance":
      return `${kind} now and then (${onset.perHour} an hour)`;
  }
}

/** From three whole days on in days. */
function inHours({ hours }: LoginScenario): string {
  return hours >= 72 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
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
