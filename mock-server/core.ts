import { headers } from "../domain/wire/headers.ts";
import type { Observation } from "../domain/sources.ts";
import type { Clock } from "../domain/time/clock.ts";
import type { Labelled } from "../domain/truth.ts";
import type { RequestBook } from "../domain/wire/request-book.ts";
import type { Applied } from "./answer.ts";
import type { Connections } from "./connections.ts";
import { createConnections } from "./connections.ts";
import type { Journal } from "./control/journal.ts";
import { createJournal, defaultJournalLength } from "./control/journal.ts";
import type { Metrics } from "./control/metrics.ts";
import type { Door } from "./door.ts";
import { createDoor } from "./door.ts";
import { wholeNumber } from "./route.ts";
import type { Slots } from "./slots.ts";
import { createSlots } from "./slots.ts";
import type { Counter, Premises } from "./source.ts";
import type { Asked } from "./visit.ts";
import { Visit } from "./visit.ts";

interface CoreSettings<Row extends Observation> {
  readonly seed: number;
  readonly clock: Clock;
  readonly book: RequestBook;
  /** How many requests the journal keeps, a whole number from 1. Default 1000. */
  readonly journalLength?: number;
  readonly metrics: Metrics;
  readonly onRow: (row: Labelled<Row>) => void;
}

/** How busy a server is. */
interface Load {
  /** Waits in progress. */
  readonly waiting: number;
  readonly queued: number;
  /** Requests answered since the start. */
  readonly served: number;
}

/** What every mock server has, whatever it serves. */
export interface Core<Row extends Observation> extends Premises<Row> {
  readonly journal: Journal;
  readonly metrics: Metrics;
  readonly connections: Connections;
  readonly door: Door;
  readonly load: () => Load;
}

export function createCore<Row extends Observation>(settings: CoreSettings<Row>): Core<Row> {
  const { clock, seed, book, metrics, onRow, journalLength = defaultJournalLength } = settings;
  const journal = createJournal(journalLength);
  const door = createDoor(clock);
  const connections = createConnections(door.isShut);
  const counters: Slots<Visit>[] = [];
  let arrivals = 0;
  let served = 0;
  const answered = (): void => {
    served += 1;
  };

  const openCounter = (
    capacity: number | undefined,
    apply: (asked: Asked, nowMs: number) => Applied,
  ): Counter => {
    const slots = createSlots<Visit>(capacity ?? Infinity);
    counters.push(slots);
    const hasQueue = capacity !== undefined;
    const surroundings = {
      clock,
      book,
      metrics,
      journal,
      connections,
      door,
      apply,
      slots,
      hasQueue,
      answered,
    };
    return {
      serve: (asked, request, reply) => {
        reply.hijack();
        const connection = connections.of(request.raw.socket);
        slots.enter(new Visit(surroundings, asked, connection, reply.raw));
        book.taken(asked.index);
      },
    };
  };

  return {
    clock,
    seed,
    book,
    metrics,
    journal,
    door,
    connections,
    onRow,
    openCounter,
    indexOf: (request) => {
      const index = wholeNumber(request.headers[headers.request]) ?? arrivals;
      arrivals += 1;
      return index;
    },
    atOnce: (index, truth, decide) => {
      book.taken(index);
      metrics.began();
      const status = decide();
      metrics.answered(status, 0);
      answered();
      journal.add({ index, ...truth, atMs: clock.nowMs(), delayMs: 0, waitedMs: 0, outcome: "answered" });
      book.woken(index);
      return status;
    },
    load: () => ({
      waiting: counters.reduce((sum, slots) => sum + slots.inService(), 0),
      queued: counters.reduce((sum, slots) => sum + slots.queued(), 0),
      served,
    }),
  };
}
