import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { PlannedRequest } from "../../domain/response/plan.ts";
import { planRequests } from "../../domain/response/plan.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { defaultTimeoutMs } from "../../domain/response/scenario.ts";
import { onSteppedClock } from "../../domain/response/stepped-clock.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import { headers } from "../../domain/wire/headers.ts";
import type { RequestBook } from "../../domain/wire/request-book.ts";
import { openLoop } from "../pace.ts";
import type { Exchange, RunningRequest } from "../request.ts";
import { startRequest } from "../request.ts";
import type { HeaderOf, Transport } from "../transport.ts";

/** A row of the log, and how exactly the drill itself was timed. */
export interface PlayedRow {
  readonly row: Labelled<ResponseObservation>;
  /** Sent this much later than planned. */
  readonly sendLateMs: number;
  /** What the server says of its wait; absent when it says nothing. */
  readonly wait?: ServerWait;
}

/** A wait as the server measured it. */
interface ServerWait {
  /** Time in the queue included. */
  readonly waitedMs: number;
  /** Beyond what was asked for. */
  readonly lateMs: number;
}

export interface PlaySettings {
  readonly scenario: ResponseScenario;
  readonly seed: number;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly book: RequestBook;
  /** Time that the network would have added, for clocks on which there is no network. */
  readonly addedMs: (requestIndex: number) => number;
  /** Called in order of completion, which is the order of the log. */
  readonly onRow: (played: PlayedRow) => void;
  readonly signal: AbortSignal;
}

/**
 * Plays the whole plan of a scenario against a server. Refused, reset and timed-out requests are rows like any other.
 * @throws the signal's reason when broken off, or what `onRow` threw; requests in flight are then given up and bring no row
 */
export async function play(settings: PlaySettings): Promise<void> {
  const { pacing } = settings.scenario;
  const inFlight = new Set<RunningRequest>();
  const failing = new AbortController();
  const signal = AbortSignal.any([settings.signal, failing.signal]);
  const breakOff = (): void => {
    for (const request of inFlight) request.breakOff();
  };
  signal.addEventListener("abort", breakOff, { once: true });
  const onRow = orBreakOff(settings.onRow, failing);
  if (pacing.kind === "closed") await playClosed({ ...settings, signal, onRow }, inFlight, pacing.waitMs);
  else await playOpen({ ...settings, signal, onRow }, inFlight, pacing);
  signal.throwIfAborted();
}

/** A row that nobody could take ends the play: an answer that nobody waits for has nowhere else to complain. */
function orBreakOff(onRow: PlaySettings["onRow"], failing: AbortController): PlaySettings["onRow"] {
  return (played) => {
    try {
      onRow(played);
    } catch (error) {
      failing.abort(error);
    }
  };
}

async function playClosed(
  settings: PlaySettings,
  inFlight: Set<RunningRequest>,
  waitMs: number,
): Promise<void> {
  const { scenario, seed, clock, signal } = settings;
  const log = rowWriter(settings);
  let plannedAtMs = clock.nowMs();
  for (const request of planRequests(scenario, seed)) {
    await clock.sleepUntilMs(plannedAtMs + (request.silentMs ?? 0), signal);
    const note = (exchange: Exchange): void => log(request, plannedAtMs, exchange);
    const exchange = await fly(settings, inFlight, request, note);
    if (exchange === undefined) return;
    note(exchange);
    plannedAtMs = roundToMicros(exchange.atMs + waitMs);
  }
}

async function playOpen(
  settings: PlaySettings,
  inFlight: Set<RunningRequest>,
  pacing: Exclude<ResponseScenario["pacing"], { readonly kind: "closed" }>,
): Promise<void> {
  const { scenario, seed, clock, signal } = settings;
  const log = rowWriter(settings);
  const ends = new Set<Promise<void>>();
  for await (const { request, plannedAtMs } of openLoop(
    planRequests(scenario, seed),
    pacing,
    clock,
    signal,
  )) {
    const flight = async (): Promise<void> => {
      const note = (exchange: Exchange): void => log(request, plannedAtMs, exchange);
      const exchange = await fly(settings, inFlight, request, note);
      ends.delete(end);
      if (exchange !== undefined) note(exchange);
    };
    const end = flight();
    ends.add(end);
  }
  await Promise.all(ends);
}

async function fly(
  settings: PlaySettings,
  inFlight: Set<RunningRequest>,
  { index, mode, incident }: PlannedRequest,
  onOpen: (open: Exchange) => void,
): Promise<Exchange | undefined> {
  const { timeoutMs = defaultTimeoutMs, openAfterMs = Infinity } = settings.scenario;
  const tags = {
    [headers.request]: String(index),
    ...(incident === undefined ? {} : { [headers.incident]: incident }),
  };
  const path = `/?param=${encodeURIComponent(mode)}`;
  const running = startRequest({ ...settings, timeoutMs, openAfterMs, onOpen }, index, {
    path,
    headers: tags,
  });
  inFlight.add(running);
  const exchange = await running.end;
  inFlight.delete(running);
  return exchange;
}

function rowWriter({
  onRow,
  scenario: { modes },
}: PlaySettings): (request: PlannedRequest, plannedAtMs: number, exchange: Exchange) => void {
  let written = 0;
  return (request, plannedAtMs, { sentAtMs, atMs, outcome, header }) => {
    const truth = truthOf(request, header);
    const row = { kind: "response", index: written, atMs, plannedAtMs, sentAtMs, outcome } as const;
    const observation = onSteppedClock(row, modes, truth.mode);
    written += 1;
    const wait = header === undefined ? undefined : serverWait(header);
    onRow({
      row: { observation, truth },
      sendLateMs: roundToMicros(sentAtMs - plannedAtMs - (request.silentMs ?? 0)),
      ...(wait === undefined ? {} : { wait }),
    });
  };
}

function serverWait(header: HeaderOf): ServerWait | undefined {
  const timing = header(headers.serverTiming) ?? "";
  const waitedMs = durationMs(timing, "wait");
  const askedMs = plainNumber(header(headers.delayMs));
  if (waitedMs === undefined || askedMs === undefined) return undefined;
  const queuedMs = durationMs(timing, "queue") ?? 0;
  return { waitedMs: waitedMs + queuedMs, lateMs: roundToMicros(waitedMs - askedMs) };
}

/** One entry of a `server-timing` header. */
function durationMs(timing: string, name: string): number | undefined {
  const entry = timing.split(",").find((part) => part.trim().startsWith(`${name};dur=`));
  return plainNumber(entry?.split("=")[1]);
}

function plainNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

const plainName = /^[\w-]{1,64}$/;

/**
 * The truth of a row: what the server says it did, incident included, for somebody may have forced a mode by hand.
 * Where it says nothing (no answer, or not our server) the plan is the truth, and so it is of the end of a silence,
 * which no server can know of.
 */
export function truthOf({ mode, rowMode, incident }: PlannedRequest, header: HeaderOf | undefined): Truth {
  const done = header?.(headers.mode);
  if (rowMode !== undefined) return asTruth(rowMode, incident);
  if (header === undefined || done === undefined || !plainName.test(done)) return asTruth(mode, incident);
  const affected = header(headers.incident);
  return asTruth(done, affected !== undefined && plainName.test(affected) ? affected : undefined);
}

function asTruth(mode: string, incident: string | undefined): Truth {
  return incident === undefined ? { mode } : { mode, incident };
}
