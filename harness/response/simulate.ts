import { randomStream } from "../../domain/chance/random.ts";
import { loopbackNoise, noiseMs } from "../../domain/response/noise.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { PlannedRequest } from "../../domain/response/plan.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { Agenda } from "../../domain/time/agenda.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";
import type { SimulatedRow } from "../source.ts";
import type { Due, SimulatedExchange, EndedExchange } from "./simulated-exchange.ts";
import { ended, isAnswered, labelled, refused, stillOpen, timedOut } from "./simulated-exchange.ts";
import { simulatedPacer } from "./simulated-pacer.ts";
import type { SimulatedServer } from "./simulated-server.ts";
import { simulatedServer } from "./simulated-server.ts";

/**
 * The labelled log of a scenario, without sockets. Equals the log of a drill on the virtual clock row for row, because both
 * do the same things in the same order at the same instants. Lazy; memory grows with the requests in flight.
 */
export function* simulateResponses(
  scenario: ResponseScenario,
  seed: number,
): Generator<SimulatedRow<ResponseObservation>, void, undefined> {
  const due = new Agenda<Due>();
  const handle = simulation(scenario, seed, due);
  let written = 0;
  for (let entry = due.next(); entry !== undefined; entry = due.next()) {
    const finished = handle(entry.atMs, entry.item);
    if (finished === undefined) continue;
    yield { row: labelled(written, entry.atMs, finished, scenario.modes), writtenMs: entry.atMs };
    written += 1;
  }
}

function simulation(
  scenario: ResponseScenario,
  seed: number,
  due: Agenda<Due>,
): (nowMs: number, event: Due) => EndedExchange | undefined {
  const { send, served, arrived, givenUp, up } = stepsOf(scenario, seed, due);
  return (nowMs, event) => {
    switch (event.kind) {
      case "send":
        return send(nowMs, event.request);
      case "served":
        return served(nowMs, event.exchange);
      case "arrived":
        return arrived(nowMs, event.exchange);
      case "deadline":
        return givenUp(nowMs, event.exchange);
      case "open":
        return stillOpen(nowMs, event.exchange);
      case "up":
        return up();
    }
  };
}

/** The steps of a simulated request. A step that produces a row returns it. */
interface Steps {
  readonly send: (nowMs: number, request: PlannedRequest) => EndedExchange | undefined;
  readonly served: (nowMs: number, exchange: SimulatedExchange) => EndedExchange | undefined;
  readonly arrived: (nowMs: number, exchange: SimulatedExchange) => EndedExchange;
  readonly givenUp: (nowMs: number, exchange: SimulatedExchange) => EndedExchange;
  readonly up: () => undefined;
}

function stepsOf(scenario: ResponseScenario, seed: number, due: Agenda<Due>): Steps {
  const server = serverOn(due, scenario, seed);
  const pace = simulatedPacer(due, scenario, seed);
  const listener = listenerOn(due);

  const end = (nowMs: number, { watches }: SimulatedExchange): void => {
    for (const watch of watches) due.remove(watch);
    pace.ended(nowMs);
  };
  const arrived = (nowMs: number, exchange: SimulatedExchange): EndedExchange => {
    end(nowMs, exchange);
    return ended(nowMs, exchange);
  };

  return {
    send: (nowMs, request) => {
      const exchange = newExchange(due, request, nowMs, scenario);
      pace.sent();
      if (listener.isOpen()) {
        server.take(exchange, nowMs);
        return undefined;
      }
      end(nowMs, exchange);
      return refused(nowMs, exchange);
    },
    served: servedOn(due, server, listener, networkMs(scenario, seed), arrived),
    arrived,
    givenUp: (nowMs, exchange) => {
      if (exchange.step !== undefined) due.remove(exchange.step);
      if (exchange.isOnTheServer) server.abandon(exchange, nowMs);
      end(nowMs, exchange);
      return timedOut(nowMs, exchange);
    },
    up: listener.open,
  };
}

/** The server has answered, and the answer travels back to the client. */
function servedOn(
  due: Agenda<Due>,
  server: SimulatedServer<SimulatedExchange>,
  listener: SimulatedListener,
  addedMs: (requestIndex: number) => number,
  arrived: Steps["arrived"],
): Steps["served"] {
  return (nowMs, exchange) => {
    exchange.isOnTheServer = false;
    server.finish(nowMs);
    if (exchange.treatment?.kind === "down") listener.close(nowMs, exchange.treatment.downMs);
    const added = isAnswered(exchange) ? addedMs(exchange.index) : 0;
    if (added === 0) return arrived(nowMs, exchange);
    exchange.step = due.add(roundToMicros(nowMs + added), { kind: "arrived", exchange });
    return undefined;
  };
}

interface SimulatedListener {
  readonly isOpen: () => boolean;
  readonly open: () => undefined;
  readonly close: (nowMs: number, downMs: number) => void;
}

function listenerOn(due: Agenda<Due>): SimulatedListener {
  let isOpen = true;
  return {
    isOpen: () => isOpen,
    open: () => {
      isOpen = true;
      return undefined;
    },
    close: (nowMs, downMs) => {
      if (!isOpen) return;
      isOpen = false;
      due.add(roundToMicros(nowMs + downMs), { kind: "up" });
    },
  };
}

function newExchange(
  due: Agenda<Due>,
  request: PlannedRequest,
  sentAtMs: number,
  { timeoutMs = defaultTimeoutMs, openAfterMs = Infinity }: ResponseScenario,
): SimulatedExchange {
  const { index, mode, silentMs = 0 } = request;
  const exchange: SimulatedExchange = {
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
  exchange.watches.push(due.add(roundToMicros(sentAtMs + timeoutMs), { kind: "deadline", exchange }));
  if (openAfterMs < timeoutMs) {
    exchange.watches.push(due.add(roundToMicros(sentAtMs + openAfterMs), { kind: "open", exchange }));
  }
  return exchange;
}

function serverOn(
  due: Agenda<Due>,
  scenario: ResponseScenario,
  seed: number,
): SimulatedServer<SimulatedExchange> {
  return simulatedServer(scenario, seed, (exchange, treatment, untilMs) => {
    exchange.treatment = treatment;
    if (untilMs !== undefined) exchange.step = due.add(roundToMicros(untilMs), { kind: "served", exchange });
  });
}

/** Recorded response times already include network time. */
const noNoise = { kind: "none" } as const;

/** Simulated network time of each request on the virtual clock. */
export function networkMs(
  { recording, noise = recording === undefined ? loopbackNoise : noNoise }: ResponseScenario,
  seed: number,
): (requestIndex: number) => number {
  const chance = randomStream(seed, "noise");
  return (requestIndex) => noiseMs(noise, chance(requestIndex));
}
