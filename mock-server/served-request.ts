import type { AlarmClock, Clock, Sleeper } from "../domain/time/clock.ts";
import { roundToMicros } from "../domain/time/clock.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { Treatment } from "../domain/wire/treatment.ts";
import type { Answer, Applied, RawResponse, Sender } from "./answer.ts";
import { continueDribble, okStatus, startDribble, writeAnswer } from "./answer.ts";
import type { Connection, Connections } from "./connections.ts";
import type { Journal, JournalEntry } from "./control/journal.ts";
import type { Metrics } from "./control/metrics.ts";
import { refuse } from "./door.ts";
import type { Listener } from "./listener.ts";
import type { Customer, Slots } from "./slots.ts";

/** What a request asks for. */
export interface RequestOrder {
  readonly index: number;
  /** Name of one of the server's modes. */
  readonly mode: string;
  /** The incident in the client's plan. */
  readonly incident: string | undefined;
}

/** How service ended: with an answer, without one, or because the client left. */
export type ServiceEnd = "answered" | "cut" | "abandoned";

/** What a counter does with the orders of its requests. */
export interface Service<Order extends RequestOrder> {
  /** Decides the treatment of a request once it has a slot. */
  readonly apply: (order: Order, nowMs: number) => Applied;
  /** Called when service has ended, before the answer is written. @param arrivedMs - when the request arrived */
  readonly ended?: (order: Order, end: ServiceEnd, arrivedMs: number) => void;
}

/** Shared by all requests of a queue. */
interface ServingContext<Order extends RequestOrder> extends Service<Order> {
  readonly clock: AlarmClock;
  readonly tracker: RequestTracker;
  readonly slots: Slots<ServedRequest<Order>>;
  readonly journal: Journal;
  readonly hasQueue: boolean;
  readonly connections: Connections;
  readonly listener: Listener;
  readonly metrics: Metrics;
  readonly answered: () => void;
}

/** A request that has just arrived. */
interface Arrival<Order extends RequestOrder> {
  readonly order: Order;
  readonly sender: Sender;
  readonly connection: Connection;
  readonly response: RawResponse;
}

/**
 * One request from arrival to end: queue, wait, answer, unless its client leaves. A class, so that the hot path
 * creates one object instead of a closure per step.
 */
export class ServedRequest<Order extends RequestOrder = RequestOrder> implements Customer, Sleeper {
  private readonly context: ServingContext<Order>;
  private readonly order: Order;
  private readonly sender: Sender;
  private readonly response: RawResponse;
  private readonly arrivedMs: number;
  private readonly connection: Connection;
  private stage: "queued" | "waiting" | "over" = "queued";
  private startedMs = 0;
  private applied: Applied | undefined;
  private stopWaiting: (() => void) | undefined;

  constructor(context: ServingContext<Order>, { order, sender, connection, response }: Arrival<Order>) {
    this.context = context;
    this.order = order;
    this.sender = sender;
    this.connection = connection;
    this.response = response;
    this.arrivedMs = context.clock.nowMs();
    connection.pending.add(this);
    context.metrics.began();
  }

  /** Begins service, when a slot is free. */
  start(): void {
    const { clock, apply, connections, hasQueue } = this.context;
    this.stage = "waiting";
    this.startedMs = hasQueue ? clock.nowMs() : this.arrivedMs;
    const applied = apply(this.order, this.startedMs);
    this.applied = applied;
    if (applied.waitMs === undefined) {
      if (connections.isDraining()) this.letGo();
      return;
    }
    this.stopWaiting = clock.wakeAt(roundToMicros(this.startedMs + applied.waitMs), this);
    const { treatment } = applied;
    if (treatment.kind === "dribble") {
      const head = this.answer(applied, applied.waitMs);
      void dribble(clock, this.connection.signal, this.startedMs, treatment, this.response, head);
    }
  }

  /** Called when the client has left. */
  end(): void {
    const { stage } = this;
    this.stage = "over";
    this.stopWaiting?.();
    switch (stage) {
      case "over":
        return;
      case "queued":
        this.context.slots.leaveQueue(this);
        break;
      case "waiting":
        this.context.slots.free();
    }
    this.context.metrics.unanswered();
    const waitedMs =
      this.applied === undefined ? 0 : roundToMicros(this.context.clock.nowMs() - this.startedMs);
    this.context.journal.add(this.entry("abandoned", waitedMs));
    this.context.ended?.(this.order, "abandoned", this.arrivedMs);
    this.context.tracker.closed(this.order.index);
  }

  /** Called when the server is stopping: cuts a request that would never end. */
  letGo(): void {
    if (this.applied?.treatment.kind === "never") this.response.destroy();
  }

  refuse(status: number, error: string): void {
    this.end();
    this.connection.pending.delete(this);
    // An answer that has begun cannot become another one.
    if (this.response.headersSent) this.response.destroy();
    else refuse(this.response, status, error);
  }

  /** Called when the clock was closed, so that there is no answer: `end` then updates slots, metrics and journal. */
  giveUp(): void {
    this.response.destroy();
  }

  /** Called when the wait is over. */
  wake(): void {
    const { applied } = this;
    if (applied === undefined || this.stage === "over") return;
    this.stage = "over";
    this.connection.pending.delete(this);
    const { tracker, clock, slots, journal, metrics, listener } = this.context;
    const nowMs = clock.nowMs();
    const waitedMs = roundToMicros(nowMs - this.startedMs);
    const status = statusOf(applied.treatment);
    tracker.woken(this.order.index);
    slots.free();
    const end = status === undefined ? "cut" : "answered";
    journal.add(this.entry(end, waitedMs));
    this.context.ended?.(this.order, end, this.arrivedMs);
    if (status === undefined) {
      metrics.unanswered();
    } else {
      metrics.answered(status, roundToMicros(nowMs - this.arrivedMs));
      this.context.answered();
    }
    if (applied.treatment.kind === "down") listener.closeFor(applied.treatment.downMs);
    writeAnswer(this.response, this.answer(applied, waitedMs));
  }

  private answer(applied: Applied, waitedMs: number): Answer {
    const { hasQueue, connections } = this.context;
    return {
      applied,
      waitedMs,
      queuedMs: hasQueue ? this.startedMs - this.arrivedMs : undefined,
      after: connections.afterAnswer(),
      sender: this.sender,
    };
  }

  private entry(outcome: JournalEntry["outcome"], waitedMs: number): JournalEntry {
    const { order, applied } = this;
    return {
      index: order.index,
      atMs: this.arrivedMs,
      mode: applied?.mode ?? order.mode,
      incident: applied === undefined ? order.incident : applied.incident,
      delayMs: applied?.waitMs,
      waitedMs,
      outcome,
    };
  }
}

/** The status of a complete answer; undefined when none is sent. */
function statusOf(treatment: Treatment): number | undefined {
  switch (treatment.kind) {
    case "answer":
      return treatment.status;
    case "dribble":
      return okStatus;
    case "never":
    case "cut":
    case "truncate":
    case "down":
      return undefined;
  }
}

/**
 * Sends the head and every chunk except the last, which ends the answer.
 * @param answer - the data of the head; its wait covers the whole answer
 */
async function dribble(
  clock: Clock,
  signal: AbortSignal,
  startedMs: number,
  { waitMs, chunks, everyMs }: Extract<Treatment, { readonly kind: "dribble" }>,
  response: RawResponse,
  answer: Answer,
): Promise<void> {
  try {
    for (let sent = 0; sent < chunks - 1; sent += 1) {
      await clock.sleepUntilMs(roundToMicros(startedMs + waitMs + sent * everyMs), signal);
      if (!response.headersSent) startDribble(response, answer);
      else continueDribble(response);
    }
  } catch {
    // The client has left; `end` updates slots, metrics and journal.
  }
}
