import type { Clock } from "../domain/time/clock.ts";
import { roundToMicros } from "../domain/time/clock.ts";
import type { RequestOutcome } from "../domain/wire/outcome.ts";
import { failures } from "../domain/wire/outcome.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { PendingAnswer, HeaderOf, Transport, WireEnd, WireRequest } from "./transport.ts";

/** One request as its client saw it, before it has a place in the log. */
export interface Exchange {
  readonly sentAtMs: number;
  readonly atMs: number;
  readonly outcome: RequestOutcome;
  /** What the server said; absent when no head of an answer came in time. */
  readonly header?: HeaderOf;
}

/** What one request needs of its context. */
export interface RequestSettings {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly tracker: RequestTracker;
  readonly timeoutMs: number;
  /** After how long it is noted that the request is still open; `Infinity`, or from the deadline on: never. */
  readonly openAfterMs: number;
  /** Told at most once, before the request ends. */
  readonly onOpen: (open: Exchange) => void;
  /** Time that the network would have added, for clocks on which there is no network; 0 or more. */
  readonly addedMs: (requestIndex: number) => number;
}

/** A request under way, deadline included. */
export interface RunningRequest {
  /** `undefined` when it was broken off; never rejects otherwise. */
  readonly end: Promise<Exchange | undefined>;
  /** Gives it up without a result. */
  breakOff(): void;
}

/** Sends one request; it ends with its answer, its failure or its deadline, whichever the clock reaches first. */
export function startRequest(
  settings: RequestSettings,
  requestIndex: number,
  request: WireRequest,
): RunningRequest {
  const { transport, clock, tracker, timeoutMs, openAfterMs, onOpen } = settings;
  const over = new AbortController();
  const askedAtMs = clock.nowMs();
  tracker.sent(requestIndex);
  const deadline = clock.sleepUntilMs(askedAtMs + timeoutMs, over.signal).then(
    () => "deadline" as const,
    () => undefined,
  );
  if (openAfterMs < timeoutMs) {
    clock.sleepUntilMs(askedAtMs + openAfterMs, over.signal).then(
      () => onOpen(stillOpen(askedAtMs, clock.nowMs())),
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
    return first === "deadline" ? timedOut(askedAtMs, clock.nowMs()) : first;
  };

  return { end: finish(), breakOff };
}

/** The part of a request that the tracker must know about. */
interface Wire {
  readonly end: Promise<WireEnd>;
  /** The answer is here. */
  land(): void;
  /** Nobody waits for it any more; nothing happens when it has landed. */
  leave(): void;
}

function onTheWire(flight: PendingAnswer, tracker: RequestTracker, requestIndex: number): Wire {
  let isOpen = true;
  const close = (tell: (requestIndex: number) => void): void => {
    if (!isOpen) return;
    isOpen = false;
    tell(requestIndex);
  };
  return {
    end: flight.end,
    land: () => close(tracker.answered),
    leave: () =>
      close((index) => {
        tracker.abandoned(index);
        flight.abandon();
      }),
  };
}

/** Lets the clock go only when the sleep that stands for the network has been asked for. */
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
