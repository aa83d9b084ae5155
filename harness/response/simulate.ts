import { randomStream } from "../../domain/chance/random.ts";
import { loopbackNoise, noiseMs } from "../../domain/response/noise.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { PlannedRequest } from "../../domain/response/plan.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { Agenda } from "../../domain/time/agenda.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";
import type { SimulatedRow } from "../source.ts";
import type { Due, Flight, Noted } from "./simulated-flight.ts";
import { ended, isAnswered, labelled, refused, stillOpen, timedOut } from "./simulated-flight.ts";
import { simulatedPacer } from "./simulated-pacer.ts";
import type { SimulatedServer } from "./simulated-server.ts";
import { simulatedServer } from "./simulated-server.ts";

/**
 * The labelled log of a scenario, without sockets: row for row what the wire gives on the virtual clock, because both
 * do the same things in the same order at the same instants. Lazy; memory is that of the requests in flight.
 */
export function* simulateResponses(
  scenario: ResponseScenario,
  seed: number,
): Generator<SimulatedRow<ResponseObservation>, void, undefined> {
  const due = new Agenda<Due>();
  const handle = simulation(scenario, seed, due);
  let written = 0;
  for (let entry = due.next(); entry !== undefined; entry = due.next()) {
    const noted = handle(entry.atMs, entry.what);
    if (noted === undefined) continue;
    yield { row: labelled(written, entry.atMs, noted, scenario.modes), writtenMs: entry.atMs };
    written += 1;
  }
}

function simulation(
  scenario: ResponseScenario,
  seed: number,
  due: Agenda<Due>,
): (nowMs: number, what: Due) => Noted | undefined {
  const { send, served, arrived, givenUp, up } = stepsOf(scenario, seed, due);
  return (nowMs, what) => {
    switch (what.kind) {
      case "send":
        return send(nowMs, what.request);
      case "served":
        return served(nowMs, what.flight);
      case "arrived":
        return arrived(nowMs, what.flight);
      case "deadline":
        return givenUp(nowMs, what.flight);
      case "open":
        return stillOpen(nowMs, what.flight);
      case "up":
        return up();
    }
  };
}

/** What happens to one request, step by step; a step that brings a row returns it. */
interface Steps {
  readonly send: (nowMs: number, request: PlannedRequest) => Noted | undefined;
  readonly served: (nowMs: number, flight: Flight) => Noted | undefined;
  readonly arrived: (nowMs: number, flight: Flight) => Noted;
  readonly givenUp: (nowMs: number, flight: Flight) => Noted;
  readonly up: () => undefined;
}

function stepsOf(scenario: ResponseScenario, seed: number, due: Agenda<Due>): Steps {
  const server = serverOn(due, scenario, seed);
  const pace = simulatedPacer(due, scenario, seed);
  const doorway = doorOn(due);

  const end = (nowMs: number, { watches }: Flight): void => {
    for (const watch of watches) due.remove(watch);
    pace.ended(nowMs);
  };
  const arrived = (nowMs: number, flight: Flight): Noted => {
    end(nowMs, flight);
    return ended(nowMs, flight);
  };

  return {
    send: (nowMs, request) => {
      const flight = newFlight(due, request, nowMs, scenario);
      pace.sent();
      if (doorway.isOpen()) {
        server.take(flight, nowMs);
        return undefined;
      }
      end(nowMs, flight);
      return refused(nowMs, flight);
    },
    served: servedOn(due, server, doorway, networkMs(scenario, seed), arrived),
    arrived,
    givenUp: (nowMs, flight) => {
      if (flight.step !== undefined) due.remove(flight.step);
      if (flight.isOnTheServer) server.abandon(flight, nowMs);
      end(nowMs, flight);
      return timedOut(nowMs, flight);
    },
    up: doorway.open,
  };
}

/** The server has done with a request: what is left is the way back. */
function servedOn(
  due: Agenda<Due>,
  server: SimulatedServer<Flight>,
  doorway: Doorway,
  addedMs: (requestIndex: number) => number,
  arrived: Steps["arrived"],
): Steps["served"] {
  return (nowMs, flight) => {
    flight.isOnTheServer = false;
    server.finish(nowMs);
    if (flight.treatment?.kind === "down") doorway.shut(nowMs, flight.treatment.downMs);
    const added = isAnswered(flight) ? addedMs(flight.index) : 0;
    if (added === 0) return arrived(nowMs, flight);
    flight.step = due.add(roundToMicros(nowMs + added), { kind: "arrived", flight });
    return undefined;
  };
}

/** Whether the server listens. */
interface Doorway {
  readonly isOpen: () => boolean;
  readonly open: () => undefined;
  readonly shut: (nowMs: number, downMs: number) => void;
}

function doorOn(due: Agenda<Due>): Doorway {
  let isOpen = true;
  return {
    isOpen: () => isOpen,
    open: () => {
      isOpen = true;
      return undefined;
    },
    shut: (nowMs, downMs) => {
      if (!isOpen) return;
      isOpen = false;
      due.add(roundToMicros(nowMs + downMs), { kind: "up" });
    },
  };
}

function newFlight(
  due: Agenda<Due>,
  request: PlannedRequest,
  sentAtMs: number,
  { timeoutMs = defaultTimeoutMs, openAfterMs = Infinity }: ResponseScenario,
): Flight {
  const { index, mode, silentMs = 0 } = request;
  const flight: Flight = {
    index,
    mode,
    request,
    plannedAtMs: roundToMicros(sentAtMs - silentMs),
    sentAtMs,
    watches: [],
    step: undefined,
    treatment: undefined,
    isOnTheServer: true,
  };
  flight.watches.push(due.add(roundToMicros(sentAtMs + timeoutMs), { kind: "deadline", flight }));
  if (openAfterMs < timeoutMs) {
    flight.watches.push(due.add(roundToMicros(sentAtMs + openAfterMs), { kind: "open", flight }));
  }
  return flight;
}

function serverOn(due: Agenda<Due>, scenario: ResponseScenario, seed: number): SimulatedServer<Flight> {
  return simulatedServer(scenario, seed, (flight, treatment, untilMs) => {
    flight.treatment = treatment;
    if (untilMs !== undefined) flight.step = due.add(roundToMicros(untilMs), { kind: "served", flight });
  });
}

/** A recording has its network's share in its response times. */
const noNoise = { kind: "none" } as const;

/** The network's share of each request on the virtual clock, where there is no network. */
export function networkMs(
  { recording, noise = recording === undefined ? loopbackNoise : noNoise }: ResponseScenario,
  seed: number,
): (requestIndex: number) => number {
  const chance = randomStream(seed, "noise");
  return (requestIndex) => noiseMs(noise, chance(requestIndex));
}
