import { planRequests } from "../../domain/response/plan.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { firstInstantMs } from "../../domain/scenario.ts";
import type { Agenda } from "../../domain/time/agenda.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Due } from "./simulated-exchange.ts";

/** Adds the requests of the plan to the agenda, each as soon as its departure time is known. */
export interface SimulatedPacer {
  readonly sent: () => void;
  readonly ended: (nowMs: number) => void;
}

export function simulatedPacer(due: Agenda<Due>, scenario: ResponseScenario, seed: number): SimulatedPacer {
  const { pacing } = scenario;
  const startMs = firstInstantMs(scenario);
  const plan = planRequests(scenario, seed);
  const planNext = (closedLoopMs: number): void => {
    const { value: request } = plan.next();
    if (request === undefined) return;
    const { offsetMs, silentMs = 0 } = request;
    const atMs = offsetMs === undefined ? closedLoopMs : startMs + offsetMs;
    due.add(roundToMicros(roundToMicros(atMs) + silentMs), { kind: "send", request });
  };
  planNext(startMs);
  return pacing.kind === "closed"
    ? { sent: () => undefined, ended: (nowMs) => planNext(nowMs + pacing.waitMs) }
    : { sent: () => planNext(startMs), ended: () => undefined };
}
