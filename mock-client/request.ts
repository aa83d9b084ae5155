import type { Clock } from "../domain/clock.ts";
import { roundToMicros } from "../domain/clock.ts";
import type { ResponseOutcome } from "../domain/observation.ts";
import type { RequestBook } from "../domain/request-book.ts";
import type { Transport, WireEnd } from "./transport.ts";

/** One request as its client saw it, before it has a place in the log. */
export interface Exchange {
  readonly sentAtMs: number;
  readonly atMs: number;
  readonly outcome: ResponseOutcome;
  /** What the server said; absent when the client never had the whole answer. */
  readonly answer?: Extract<WireEnd, { readonly kind: "answered" }>;
}

/** What one request needs of its surroundings. */
export interface RequestSettings {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly book: RequestBook;
  readonly timeoutMs: number;
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
  { transport, clock, book, timeoutMs, addedMs }: RequestSettings,
  requestIndex: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): RunningRequest {
  const over = new AbortController();
  let onTheWire = true;
  const askedAtMs = clock.nowMs();
  book.sent(requestIndex);
  const deadline = clock.sleepUntilMs(askedAtMs + timeoutMs, over.signal).then(
    () => "deadline" as const,
    () => undefined,
  );
  const flight = transport.send(path, headers);

  const arrive = async (): Promise<Exchange | undefined> => {
    const wireEnd = await flight.end;
    if (over.signal.aborted) return undefined;
    const added = wireEnd.kind === "answered" ? addedMs(requestIndex) : 0;
    const atMs = roundToMicros(wireEnd.endedAtMs + added);
    const rest = added > 0 ? clock.sleepUntilMs(atMs, over.signal) : undefined;
    onTheWire = false;
    book.answered(requestIndex);
    await rest?.catch(() => undefined);
    return exchangeOf(wireEnd, atMs);
  };

  const giveUp = (): void => {
    over.abort();
    if (!onTheWire) return;
    onTheWire = false;
    book.abandoned(requestIndex);
    flight.abandon();
  };

  const finish = async (): Promise<Exchange | undefined> => {
    const first = await Promise.race([arrive(), deadline]);
    const brokenOff = over.signal.aborted;
    giveUp();
    if (brokenOff) return undefined;
    return first === "deadline" ? timedOut(askedAtMs, clock.nowMs()) : first;
  };

  return { end: finish(), breakOff: giveUp };
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
        answer: wireEnd,
      };
    case "failed":
      return { sentAtMs, atMs, outcome: { kind: "failed", error: wireEnd.error, afterMs: tookMs } };
  }
}

function timedOut(sentAtMs: number, atMs: number): Exchange {
  return {
    sentAtMs,
    atMs,
    outcome: { kind: "failed", error: "TIMEOUT", afterMs: roundToMicros(atMs - sentAtMs) },
  };
}
