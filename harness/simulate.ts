import { roundToMicros } from "../domain/clock.ts";
import type { ResponseObservation, ResponseOutcome } from "../domain/observation.ts";
import { planRequests } from "../domain/plan.ts";
import type { PlannedRequest } from "../domain/plan.ts";
import { defaultTimeoutMs } from "../domain/scenario.ts";
import type { ResponseScenario } from "../domain/scenario.ts";
import type { Labelled } from "../domain/truth.ts";
import { agenda } from "./agenda.ts";
import type { Agenda, Entry } from "./agenda.ts";
import { simulatedServer } from "./simulated-server.ts";
import type { SimulatedRequest, SimulatedServer } from "./simulated-server.ts";
import { addedMsOf, startOf } from "./virtual-world.ts";

/** What happens next, and to which request. */
type Due =
  | { readonly kind: "send"; readonly request: PlannedRequest }
  | { readonly kind: "served" | "arrived" | "deadline"; readonly flight: Flight };

/** A request between its sending and its end. */
interface Flight extends SimulatedRequest {
  readonly request: PlannedRequest;
  readonly sentAtMs: number;
  deadline: Entry<Due> | undefined;
  /** Its next step if the deadline does not come first. */
  step: Entry<Due> | undefined;
  isOnTheServer: boolean;
}

/**
 * The labelled log of a scenario, without sockets: row for row what the wire gives on the virtual clock, because both
 * do the same things in the same order at the same instants. Lazy; memory is that of the requests in flight.
 */
export function* simulate(
  scenario: ResponseScenario,
  seed: number,
): Generator<Labelled<ResponseObservation>, void, undefined> {
  const due = agenda<Due>();
  const handle = simulation(scenario, seed, due);
  let written = 0;
  for (let entry = due.next(); entry !== undefined; entry = due.next()) {
    const ended = handle(entry.atMs, entry.what);
    if (ended === undefined) continue;
    yield labelled(written, entry.atMs, ended.flight, ended.outcome);
    written += 1;
  }
}

interface Ended {
  readonly flight: Flight;
  readonly outcome: ResponseOutcome;
}

function simulation(
  scenario: ResponseScenario,
  seed: number,
  due: Agenda<Due>,
): (nowMs: number, what: Due) => Ended | undefined {
  const { send, served, arrived, givenUp } = stepsOf(scenario, seed, due);
  return (nowMs, what) => {
    switch (what.kind) {
      case "send":
        send(nowMs, what.request);
        return undefined;
      case "served":
        return served(nowMs, what.flight);
      case "arrived":
        return arrived(nowMs, what.flight);
      case "deadline":
        return givenUp(nowMs, what.flight);
    }
  };
}

/** What happens to one request, step by step; a step that ends it returns how. */
interface Steps {
  readonly send: (nowMs: number, request: PlannedRequest) => void;
  readonly served: (nowMs: number, flight: Flight) => Ended | undefined;
  readonly arrived: (nowMs: number, flight: Flight) => Ended;
  readonly givenUp: (nowMs: number, flight: Flight) => Ended;
}

function stepsOf(scenario: ResponseScenario, seed: number, due: Agenda<Due>): Steps {
  const addedMs = addedMsOf(scenario, seed);
  const server = serverOn(due, scenario, seed);
  const pace = pacerOn(due, scenario, seed);

  const arrived = (nowMs: number, flight: Flight): Ended => {
    if (flight.deadline !== undefined) due.remove(flight.deadline);
    pace.ended(nowMs);
    return completed(nowMs, flight);
  };

  return {
    send: (nowMs, request) => {
      const flight = newFlight(due, request, nowMs, scenario.timeoutMs);
      pace.sent();
      server.take(flight, nowMs);
    },
    served: (nowMs, flight) => {
      flight.isOnTheServer = false;
      server.finish(nowMs);
      const added = addedMs(flight.index);
      if (added === 0) return arrived(nowMs, flight);
      flight.step = due.add(roundToMicros(nowMs + added), { kind: "arrived", flight });
      return undefined;
    },
    arrived,
    givenUp: (nowMs, flight) => {
      if (flight.step !== undefined) due.remove(flight.step);
      if (flight.isOnTheServer) server.abandon(flight, nowMs);
      pace.ended(nowMs);
      return timedOut(nowMs, flight);
    },
  };
}

function completed(nowMs: number, flight: Flight): Ended {
  const responseMs = roundToMicros(nowMs - flight.sentAtMs);
  return { flight, outcome: { kind: "completed", status: 200, responseMs } };
}

function timedOut(nowMs: number, flight: Flight): Ended {
  const afterMs = roundToMicros(nowMs - flight.sentAtMs);
  return { flight, outcome: { kind: "failed", error: "TIMEOUT", afterMs } };
}

/** Puts the requests of the plan on the agenda, each once it is known when it leaves. */
interface Pacer {
  readonly sent: () => void;
  readonly ended: (nowMs: number) => void;
}

function pacerOn(due: Agenda<Due>, scenario: ResponseScenario, seed: number): Pacer {
  const { pacing } = scenario;
  const startMs = startOf(scenario);
  const plan = planRequests(scenario, seed);
  const planNext = (closedLoopMs: number): void => {
    const { value: request } = plan.next();
    if (request === undefined) return;
    const atMs = request.offsetMs === undefined ? closedLoopMs : startMs + request.offsetMs;
    due.add(roundToMicros(atMs), { kind: "send", request });
  };
  planNext(startMs);
  return pacing.kind === "closed"
    ? { sent: () => undefined, ended: (nowMs) => planNext(nowMs + pacing.waitMs) }
    : { sent: () => planNext(startMs), ended: () => undefined };
}

function newFlight(
  due: Agenda<Due>,
  request: PlannedRequest,
  sentAtMs: number,
  timeoutMs = defaultTimeoutMs,
): Flight {
  const { index, mode } = request;
  const flight: Flight = {
    index,
    mode,
    request,
    sentAtMs,
    deadline: undefined,
    step: undefined,
    isOnTheServer: true,
  };
  flight.deadline = due.add(roundToMicros(sentAtMs + timeoutMs), { kind: "deadline", flight });
  return flight;
}

function serverOn(due: Agenda<Due>, scenario: ResponseScenario, seed: number): SimulatedServer<Flight> {
  return simulatedServer(scenario, seed, (flight, untilMs) => {
    flight.step = due.add(roundToMicros(untilMs), { kind: "served", flight });
  });
}

function labelled(
  index: number,
  atMs: number,
  { request, sentAtMs }: Flight,
  outcome: ResponseOutcome,
): Labelled<ResponseObservation> {
  return {
    observation: { kind: "response", index, atMs, plannedAtMs: sentAtMs, sentAtMs, outcome },
    truth:
      request.incident === undefined
        ? { mode: request.mode }
        : { mode: request.mode, incident: request.incident },
  };
}
