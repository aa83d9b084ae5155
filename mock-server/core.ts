import { headers } from "../domain/wire/headers.ts";
import type { IncomingMessage } from "node:http";
import type { Observation } from "../domain/sources.ts";
import type { AlarmClock } from "../domain/time/clock.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { Sender } from "./answer.ts";
import type { Connections } from "./connections.ts";
import { createConnections } from "./connections.ts";
import type { Journal, JournalEntry } from "./control/journal.ts";
import { createJournal, defaultJournalLength } from "./control/journal.ts";
import type { Metrics } from "./control/metrics.ts";
import type { Limits } from "./limits.ts";
import { usualLimits } from "./limits.ts";
import type { Listener } from "./listener.ts";
import { createListener } from "./listener.ts";
import { wholeNumber } from "./route.ts";
import type { Slots } from "./slots.ts";
import { createSlots } from "./slots.ts";
import type { Counter, Machine, ServerContext } from "./source.ts";
import type { RequestOrder, Service } from "./served-request.ts";
import { ServedRequest } from "./served-request.ts";

interface CoreSettings<Row extends Observation> {
  readonly seed: number;
  readonly clock: AlarmClock;
  readonly tracker: RequestTracker;
  /** Default: simulated. */
  readonly machine?: Machine;
  /** The number of requests that the journal keeps, a whole number from 1. Default 1000. */
  readonly journalLength?: number;
  readonly metrics: Metrics;
  readonly onRow: (row: Labelled<Row>) => void;
  readonly onForced?: (requestIndex: number, truth: Truth) => void;
  /** Called when a request has ended. */
  readonly onRequest?: (entry: JournalEntry) => void;
  /** Default: anyone. */
  readonly senderOf?: (request: IncomingMessage) => Sender;
  /** Default: the usual ones. */
  readonly limits?: Limits;
}

/** The current load of a server. */
interface Load {
  /** Requests in service. */
  readonly waiting: number;
  readonly queued: number;
  /** Requests answered since the start. */
  readonly served: number;
}

/** What every mock server has, whatever its source. */
export interface Core<Row extends Observation> extends ServerContext<Row> {
  readonly journal: Journal;
  readonly metrics: Metrics;
  readonly connections: Connections;
  readonly listener: Listener;
  readonly load: () => Load;
}

export function createCore<Row extends Observation>(settings: CoreSettings<Row>): Core<Row> {
  const { clock, seed, tracker, metrics, onRow, journalLength = defaultJournalLength } = settings;
  const { senderOf = () => "anyone", limits = usualLimits, machine = "simulated" } = settings;
  const journal = createJournal(journalLength, settings.onRequest);
  const listener = createListener(clock);
  const connections = createConnections(listener.isClosed);
  const counters: Pick<Slots<never>, "inService" | "queued">[] = [];
  let arrivals = 0;
  let served = 0;
  const answered = (): void => {
    served += 1;
  };
  const load = (): Load => ({
    waiting: counters.reduce((sum, slots) => sum + slots.inService(), 0),
    queued: counters.reduce((sum, slots) => sum + slots.queued(), 0),
    served,
  });
  const isFull = (): boolean => {
    const { waiting, queued } = load();
    return waiting + queued >= limits.unansweredInAll;
  };

  const openCounter = <Order extends RequestOrder>(
    capacity: number | undefined,
    service: Service<Order>,
  ): Counter<Order> => {
    const slots = createSlots<ServedRequest<Order>>(capacity ?? Infinity);
    counters.push(slots);
    const hasQueue = capacity !== undefined;
    const context = {
      ...service,
      clock,
      tracker,
      metrics,
      journal,
      connections,
      listener,
      slots,
      hasQueue,
      answered,
    };
    return {
      serve: (order, request, reply) => {
        const { socket } = request.raw;
        const sender = senderOf(request.raw);
        const connection = connections.of(socket);
        if (sender !== "client" && isFull()) {
          tracker.taken(order.index);
          tracker.woken(order.index);
          void reply.code(503).send({ error: fullText(limits.unansweredInAll) });
          return;
        }
        reply.hijack();
        if (connection.isFull) return;
        if (connection.pending.size >= limits.unansweredPerConnection) {
          connections.refuse(socket, 503, fullConnectionText(limits.unansweredPerConnection));
          return;
        }
        slots.enter(new ServedRequest(context, { order, sender, connection, response: reply.raw }));
        tracker.taken(order.index);
      },
    };
  };

  return {
    clock,
    seed,
    tracker,
    machine,
    metrics,
    journal,
    listener,
    connections,
    onRow,
    onForced: settings.onForced ?? (() => undefined),
    openCounter,
    indexOf: (request) => {
      const index = wholeNumber(request.headers[headers.request]) ?? arrivals;
      arrivals += 1;
      return index;
    },
    atOnce: (index, truth, decide) => {
      tracker.taken(index);
      metrics.began();
      const status = decide();
      metrics.answered(status, 0);
      answered();
      journal.add({ index, ...truth, atMs: clock.nowMs(), delayMs: 0, waitedMs: 0, outcome: "answered" });
      tracker.woken(index);
      return status;
    },
    load,
  };
}

function fullText(limit: number): string {
  return `The server already holds ${limit} unanswered requests, which is its limit. Send this one later.`;
}

function fullConnectionText(limit: number): string {
  return `This connection already has ${limit} unanswered requests, which is the limit. Wait for answers, or open more connections.`;
}
