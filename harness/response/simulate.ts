import { randomStream } from "../../domain/chance/random.ts";
import type { Noise } from "../../domain/response/noise.ts";
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
    yield { row: labelled(written, finished, scenario.modes), writtenMs: finished.atMs };
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
  const addedMs = networkMs(scenario, seed);
  const watch = watcherOn(due, scenario);
  const { timeoutMs = defaultTimeoutMs, openAfterMs = Infinity } = scenario;
  const patienceMs = Math.min(timeoutMs, openAfterMs);
  // In a closed loop the next request is sent after this one has ended.
  const isAlone = scenario.pacing.kind === "closed";

  const end = (nowMs: number, { deadline, open }: SimulatedExchange): void => {
    if (deadline !== undefined) due.remove(deadline);
    if (open !== undefined) due.remove(open);
    pace.ended(nowMs);
  };
  const arrived = (nowMs: number, exchange: SimulatedExchange): EndedExchange => {
    end(nowMs, exchange);
    return ended(nowMs, exchange);
  };

  /** An exchange that ends before anything else is due needs no agenda. */
  const arrivedAtOnce = (exchange: SimulatedExchange): EndedExchange | undefined => {
    const { index, sentAtMs, servedAtMs } = exchange;
    if (servedAtMs === undefined || !isAnswered(exchange)) return undefined;
    const added = addedMs(index);
    const atMs = added === 0 ? servedAtMs : roundToMicros(servedAtMs + added);
    if (atMs >= roundToMicros(sentAtMs + patienceMs) || atMs >= (due.earliestMs ?? Infinity))
      return undefined;
    server.finish(servedAtMs);
    return arrived(atMs, exchange);
  };

  return {
    send: (nowMs, request) => {
      const exchange = newExchange(request, nowMs);
      if (!isAlone) watch(exchange);
      pace.sent();
      if (!listener.isOpen()) {
        end(nowMs, exchange);
        return refused(nowMs, exchange);
      }
      server.take(exchange, nowMs);
      if (!isAlone) return undefined;
      const row = arrivedAtOnce(exchange);
      if (row !== undefined) return row;
      watch(exchange);
      addStep(due, exchange);
      return undefined;
    },
    served: servedOn(due, server, listener, addedMs, arrived),
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

function newExchange(request: PlannedRequest, sentAtMs: number): SimulatedExchange {
  const { index, mode, silentMs = 0 } = request;
  return {
    index,
    mode,
    request,
    plannedAtMs: roundToMicros(sentAtMs - silentMs),
    sentAtMs,
    deadline: undefined,
    open: undefined,
    servedAtMs: undefined,
    step: undefined,
    treatment: undefined,
    isOnTheServer: true,
  };
}

function watcherOn(
  due: Agenda<Due>,
  { timeoutMs = defaultTimeoutMs, openAfterMs = Infinity }: ResponseScenario,
): (exchange: SimulatedExchange) => void {
  return (exchange) => {
    const { sentAtMs } = exchange;
    exchange.deadline = due.add(roundToMicros(sentAtMs + timeoutMs), { kind: "deadline", exchange });
    if (openAfterMs < timeoutMs)
      exchange.open = due.add(roundToMicros(sentAtMs + openAfterMs), { kind: "open", exchange });
  };
}

function serverOn(
  due: Agenda<Due>,
  scenario: ResponseScenario,
  seed: number,
): SimulatedServer<SimulatedExchange> {
  return simulatedServer(scenario, seed, (exchange, treatment, untilMs) => {
    exchange.treatment = treatment;
    exchange.servedAtMs = untilMs === undefined ? undefined : roundToMicros(untilMs);
    // Without a deadline it may need none.
    if (exchange.deadline !== undefined) addStep(due, exchange);
  });
}

function addStep(due: Agenda<Due>, exchange: SimulatedExchange): void {
  const { servedAtMs } = exchange;
  if (servedAtMs !== undefined) exchange.step = due.add(servedAtMs, { kind: "served", exchange });
}

/** Recorded response times already include network time. */
const noNoise = { kind: "none" } as const;

/** Simulated network time of each request on the virtual clock. */
export function networkMs(
  { recording, noise = recording === undefined ? loopbackNoise : noNoise }: ResponseScenario,
  seed: number,
): (requestIndex: number) => number {
  const chance = randomStream(seed, "noise");
  const drawnMs = (requestIndex: number): number => noiseMs(noise, chance(requestIndex));
  const timesMs = keptTimes(noise, seed);
  if (timesMs === undefined) return drawnMs;
  return (requestIndex) =>
    requestIndex < mostTimes ? (timesMs[requestIndex] ??= drawnMs(requestIndex)) : drawnMs(requestIndex);
}

/** Network times of one seed, by request. */
interface SeedTimes {
  readonly noise: Noise;
  readonly timesMs: number[];
}

/** The cells of a sweep play the same seeds, whose noise is the same. At most 8 MiB. */
const timesBySeed = new Map<number, SeedTimes>();
const mostSeeds = 1000;
const mostTimes = 1000;

/** @returns undefined at a seed's first drill, since most are played once */
function keptTimes(noise: Noise, seed: number): number[] | undefined {
  const known = timesBySeed.get(seed);
  if (known?.noise === noise) return known.timesMs;
  if (timesBySeed.size >= mostSeeds) timesBySeed.clear();
  timesBySeed.set(seed, { noise, timesMs: [] });
  return undefined;
}
