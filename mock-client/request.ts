import type { AlarmClock } from "../domain/time/clock.ts";
import { roundToMicros } from "../domain/time/clock.ts";
import type { RequestOutcome } from "../domain/wire/outcome.ts";
import { failures } from "../domain/wire/outcome.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { HeaderOf } from "./transport.ts";
import type { PendingAnswer, Transport, WireEnd, WireRequest } from "./transport.ts";

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
  readonly clock: AlarmClock;
  readonly tracker: RequestTracker;
  readonly timeoutMs: number;
  /** When the request is reported as open; `Infinity`, or any time from the deadline on: never. */
  readonly openAfterMs: number;
  /** Called at most once, before the request ends. */
  readonly onOpen: (open: Exchange) => void;
  /** Simulated network time for clocks without a network; 0 or more. */
  readonly addedMs: (requestIndex: number) => number;
  /** See `ClientSettings`. A request that is late stays late, whatever is read. */
  readonly onceRead: (then: () => void) => void;
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
  return new SentRequest(settings, requestIndex, request);
}

/** A class with its sleepers, so that a request, of which there are thousands a second, makes few objects. */
class SentRequest implements RunningRequest {
  readonly end: Promise<Exchange | undefined>;
  private readonly settings: RequestSettings;
  private readonly index: number;
  private readonly startedAtMs: number;
  private readonly pending: PendingAnswer;
  private readonly forgetDeadline: () => void;
  private forgetOpening: (() => void) | undefined;
  private forgetAnswer: (() => void) | undefined;
  /** `flying` until its answer or failure was received, `late` from its deadline on. */
  private stage: "flying" | "landed" | "late" | "over" = "flying";
  private resolve: (exchange: Exchange | undefined) => void = () => undefined;

  constructor(settings: RequestSettings, index: number, request: WireRequest) {
    const { transport, clock, tracker, timeoutMs, openAfterMs } = settings;
    this.settings = settings;
    this.index = index;
    this.startedAtMs = clock.nowMs();
    this.end = new Promise((resolve) => {
      this.resolve = resolve;
    });
    tracker.sent(index);
    this.forgetDeadline = clock.wakeAt(this.startedAtMs + timeoutMs, {
      wake: () => this.miss(),
      giveUp: () => this.breakOff(),
    });
    if (openAfterMs < timeoutMs) {
      this.forgetOpening = clock.wakeAt(this.startedAtMs + openAfterMs, {
        wake: () => settings.onceRead(() => this.open()),
        giveUp: () => undefined,
      });
    }
    this.pending = transport.send(request);
    void this.pending.end.then((end) => this.land(end));
  }

  breakOff(): void {
    this.finish(undefined);
  }

  private open(): void {
    if (this.stage === "over") return;
    const { onOpen, clock } = this.settings;
    onOpen(stillOpen(this.startedAtMs, clock.nowMs()));
  }

  private miss(): void {
    const { onceRead, clock } = this.settings;
    if (this.stage === "flying") this.stage = "late";
    onceRead(() => this.finish(timedOut(this.startedAtMs, clock.nowMs())));
  }

  /** Starts the sleep for the simulated network before it releases the clock. */
  private land(end: WireEnd): void {
    if (this.stage === "over" || this.stage === "late") return;
    const { clock, tracker, addedMs } = this.settings;
    const added = end.kind === "answered" ? addedMs(this.index) : 0;
    const atMs = roundToMicros(end.endedAtMs + added);
    const arrive = (): void => this.arrive(end, atMs);
    if (added > 0) this.forgetAnswer = clock.wakeAt(atMs, { wake: arrive, giveUp: arrive });
    this.stage = "landed";
    tracker.answered(this.index);
    if (added <= 0) arrive();
  }

  /** A failure without a head says nothing of itself, and rows stay in the order of their instants. */
  private arrive(end: WireEnd, atMs: number): void {
    const { onceRead, clock } = this.settings;
    if (end.kind === "failed" && end.header === undefined)
      onceRead(() => this.finish(exchangeOf(end, Math.max(atMs, clock.nowMs()))));
    else this.finish(exchangeOf(end, atMs));
  }

  private finish(exchange: Exchange | undefined): void {
    const { stage } = this;
    if (stage === "over") return;
    this.stage = "over";
    this.forgetDeadline();
    this.forgetOpening?.();
    this.forgetAnswer?.();
    if (stage !== "landed") {
      this.settings.tracker.abandoned(this.index);
      this.pending.abandon();
    }
    this.resolve(exchange);
  }
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
