import type { Clock } from "../domain/clock.ts";
import { roundToMicros } from "../domain/clock.ts";
import type { RequestBook } from "../domain/request-book.ts";
import { okStatus, writeAnswer } from "./answer.ts";
import type { RawResponse } from "./answer.ts";
import type { Connection, Connections } from "./connections.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { Metrics } from "./metrics.ts";
import type { Applied, Asked, ModeSwitch } from "./mode-switch.ts";
import type { Customer, Slots } from "./slots.ts";

/** What every visit shares. */
export interface Premises {
  readonly clock: Clock;
  readonly book: RequestBook;
  readonly modes: ModeSwitch;
  readonly slots: Slots<Visit>;
  readonly journal: Journal;
  readonly hasQueue: boolean;
  readonly connections: Connections;
  readonly metrics: Metrics;
  readonly answered: () => void;
}

/**
 * One request from arrival to end: queue, wait, answer; or its client goes away in between. A class, so that the hot
 * path makes one object and not a closure for each step.
 */
export class Visit implements Customer {
  private readonly premises: Premises;
  private readonly asked: Asked;
  private readonly response: RawResponse;
  private readonly arrivedMs: number;
  private readonly connection: Connection;
  private stage: "queued" | "waiting" | "over" = "queued";
  private startedMs = 0;
  private applied: Applied | undefined;

  constructor(premises: Premises, asked: Asked, connection: Connection, response: RawResponse) {
    this.premises = premises;
    this.asked = asked;
    this.connection = connection;
    this.response = response;
    this.arrivedMs = premises.clock.nowMs();
    connection.visits.add(this);
    premises.metrics.began();
  }

  /** Its slot is free: service begins. */
  start(): void {
    const { clock, modes } = this.premises;
    this.stage = "waiting";
    this.startedMs = clock.nowMs();
    const applied = modes.apply(this.asked, this.startedMs);
    this.applied = applied;
    const untilMs = roundToMicros(this.startedMs + applied.waitMs);
    clock.sleepUntilMs(untilMs, this.connection.signal).then(
      () => this.finish(applied),
      // A clock that gives up its sleepers leaves nobody to answer; `end` then does the accounts.
      () => this.response.destroy(),
    );
  }

  /** Its client has gone. */
  end(): void {
    const { stage } = this;
    this.stage = "over";
    switch (stage) {
      case "over":
        return;
      case "queued":
        this.premises.slots.leaveQueue(this);
        break;
      case "waiting":
        this.premises.slots.free();
    }
    this.premises.metrics.abandoned();
    this.premises.journal.add(this.entry("abandoned", this.waitedMs()));
    this.premises.book.closed(this.asked.index);
  }

  private finish(applied: Applied): void {
    if (this.stage === "over") return;
    this.stage = "over";
    this.connection.visits.delete(this);
    const { book, clock, slots, journal, metrics, hasQueue } = this.premises;
    const waitedMs = this.waitedMs();
    book.woken(this.asked.index);
    slots.free();
    journal.add(this.entry("answered", waitedMs));
    metrics.answered(okStatus, roundToMicros(clock.nowMs() - this.arrivedMs));
    this.premises.answered();
    const queuedMs = hasQueue ? this.startedMs - this.arrivedMs : undefined;
    writeAnswer(this.response, {
      applied,
      waitedMs,
      queuedMs,
      after: this.premises.connections.afterAnswer(),
    });
  }

  private waitedMs(): number {
    if (this.applied === undefined) return 0;
    return roundToMicros(this.premises.clock.nowMs() - this.startedMs);
  }

  private entry(outcome: JournalEntry["outcome"], waitedMs: number): JournalEntry {
    const { asked, applied } = this;
    return {
      index: asked.index,
      atMs: this.arrivedMs,
      mode: applied?.mode ?? asked.mode,
      incident: applied === undefined ? asked.incident : applied.incident,
      delayMs: applied?.waitMs,
      waitedMs,
      outcome,
    };
  }
}
