import type { Clock } from "../domain/time/clock.ts";
import { roundToMicros } from "../domain/time/clock.ts";
import type { RequestOutcome } from "../domain/wire/outcome.ts";
import { failures } from "../domain/wire/outcome.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { PendingAnswer, HeaderOf, Transport, WireEnd, WireRequest } from "./transport.ts";

/** One request as its client saw it, before it has an index in the log. */
export interface Exchange {
  readonly sentAtMs: number;
  readonly atMs: number;
  readonly outcome: RequestOutcome;
  /** The headers of the answer; absent when no head arrived in time. */
  readonly header?: HeaderOf;
}

/** The context of one request. */
export interface RequestSettings {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly tracker: RequestTracker;
  readonly timeoutMs: number;
  /** When the request is reported as open; `Infinity`, or any time from the deadline on: never. */
  readonly openAfterMs: number;
  /** Called at most once, before the request ends. */
  readonly onOpen: (open: Exchange) => void;
  /** Simulated network time for clocks without a network; 0 or more. */
  readonly addedMs: (requestIndex: number) => number;
}

/** A request in flight, with its deadline. */
export interface RunningRequest {
  /** The result; undefined when the request was abandoned. Never rejects. */
  readonly end: Promise<Exchange | undefined>;
  /** Abandons the request without a result. */
  breakOff(): void;
}

/** Sends one request. It ends with its answer, its failure or its deadline, whichever comes first on the clock. */
export function startRequest(
  settings: RequestSettings,
  requestIndex: number,
  request: WireRequest,
): RunningRequest {
  const { transport, clock, tracker, timeoutMs, openAfterMs, onOpen } = settings;
  const over = new AbortController();
  const startedAtMs = clock.nowMs();
  tracker.sent(requestIndex);
  const deadline = clock.sleepUntilMs(startedAtMs + timeoutMs, over.signal).then(
    () => "deadline" as const,
    () => undefined,
  );
  if (openAfterMs < timeoutMs) {
    clock.sleepUntilMs(startedAtMs + openAfterMs, over.signal).then(
      () => onOpen(stillOpen(startedAtMs, clock.nowMs())),
      () => undefined,
    );
  }
  const wire = onTheWire(transport.send(request), tracker, requestIndex);

  const breakOff = (): void => {
    over.abort();
    wire.leave();
  };

  const finish = async (): Promise<Exchange | undefined> => {
    const first = await Promise.race([arrival(settings, requestIndex, wire, over.signal), deadline]);
    const isBrokenOff = over.signal.aborted;
    breakOff();
    if (isBrokenOff) return undefined;
    return first === "deadline" ? timedOut(startedAtMs, clock.nowMs()) : first;
  };

  return { end: finish(), breakOff };
}

/** The part of a request that the tracker follows. */
interface Wire {
  readonly end: Promise<WireEnd>;
  /** Marks the answer as received. */
  land(): void;
  /** Abandons the request, unless its answer was received. */
  leave(): void;
}

function onTheWire(pending: PendingAnswer, tracker: RequestTracker, requestIndex: number): Wire {
  let isOpen = true;
  const close = (notify: (requestIndex: number) => void): void => {
    if (!isOpen) return;
    isOpen = false;
    notify(requestIndex);
  };
  return {
    end: pending.end,
    land: () => close(tracker.answered),
    leave: () =>
      close((index) => {
        tracker.abandoned(index);
        pending.abandon();
      }),
  };
}

/** Starts the sleep for the simulated network before it releases the clock. */
async function arrival(
  { clock, addedMs }: RequestSettings,
  requestIndex: number,
  wire: Wire,
  over: AbortSignal,
): Promise<Exchange | undefined> {
  const wireEnd = await wire.end;
  if (over.aborted) return undefined;
  const added = wireEnd.kind === "answered" ? addedMs(requestIndex) : 0;
  const atMs = roundToMicros(wireEnd.endedAtMs + added);
  const rest = added > 0 ? clock.sleepUntilMs(atMs, over) : undefined;
  wire.land();
  await rest?.catch(() => undefined);
  return exchangeOf(wireEnd, atMs);
}

function exchangeOf(wireEnd: WireEnd, atMs: number): Exchange {
  const { sentAtMs } = wireEnd;
  const tookMs = roundToMicros(atMs - sentAtMs);
  switch (wireEnd.kind) {
    case "answered":
      return {
        sentAtMs,
        atMs,
        outcome: { kind: "completed", status: wireEnd.status, responseMs: tookMs },
        header: wireEnd.header,
      };
    case "failed": {
      const { error, header } = wireEnd;
      const failed = { sentAtMs, atMs, outcome: { kind: "failed", error, afterMs: tookMs } } as const;
      return header === undefined ? failed : { ...failed, header };
    }
  }
}

function timedOut(sentAtMs: number, atMs: number): Exchange {
  return {
    sentAtMs,
    atMs,
    outcome: { kind: "failed", error: failures.timeout, afterMs: roundToMicros(atMs - sentAtMs) },
  };
}

function stillOpen(sentAtMs: number, atMs: number): Exchange {
  return { sentAtMs, atMs, outcome: { kind: "open", ageMs: roundToMicros(atMs - sentAtMs) } };
}
