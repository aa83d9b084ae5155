import type { FastifyReply, FastifyRequest } from "fastify";
import type { Observation } from "../domain/sources.ts";
import type { AlarmClock } from "../domain/time/clock.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { Route } from "./route.ts";
import type { RequestOrder, Service } from "./served-request.ts";

/** What a log source brings to the mock server. Tasks are plain data, so that they can be sent to another process. */
export interface ServerKit<Scenario, Row extends Observation, Task> {
  /** The server's task for a scenario. */
  readonly taskOf: (scenario: Scenario, seed: number) => Task;
  /**
   * The task that imitates a scenario's recorded server, whatever clients request.
   * @returns undefined without a recording
   */
  readonly replayOf: (scenario: Scenario) => Task | undefined;
  /** The same task with further modes to force by hand. Default: none. */
  readonly byHand?: (task: Task) => Task;
  /** The same task for a server that processes this many requests at once; the others queue. */
  readonly limitedTo: (task: Task, capacity: number) => Task;
  /** Known answer statuses other than 200 and 500, so that `/metrics` lists them from the start. */
  readonly statuses: (task: Task) => readonly number[];
  /** Warms up a process, so that its first answer is as fast as the rest. */
  readonly rehearsal: Rehearsal<Task>;
  /** Creates the routes and state of the server. */
  readonly open: (task: Task, context: ServerContext<Row>) => Site;
}

/** A short task and a request that it answers at once. */
interface Rehearsal<Task> {
  readonly task: Task;
  readonly request: { readonly method: string; readonly path: string; readonly body: string };
}

/** A request that the server itself must reject. */
export interface Refused {
  /** 400: URL cannot be decoded; 404: no route; 413: body too large; 414: path parameter too long; 500: a bug. */
  readonly status: number;
  /** The reason, in words. */
  readonly error: string;
}

/** A request that could not be read. */
export interface Malformed {
  /** 400: not HTTP; 408: too late; 431: URL and headers too large. */
  readonly status: 400 | 408 | 431;
  /** Of the answer's body. */
  readonly bytes: number;
  /** Of the connection. */
  readonly address: string | undefined;
}

/** The routes and state of a source. It owns every path except `/metrics` and those under `/__firedrill/`. */
export interface Site {
  /** Its routes, listed in 404 answers. */
  readonly routes: readonly Route[];
  /** Its control routes, under `/__firedrill/`. */
  readonly controls: readonly Route[];
  /**
   * Answers every other request: any path, any method, and what the server would reject.
   * Default: an error in JSON.
   */
  readonly rest?: (request: FastifyRequest, reply: FastifyReply, refused: Refused) => FastifyReply;
  /** Told of a request that was refused because it is not HTTP, too large or too late. Default: nothing. */
  readonly malformed?: (refused: Malformed) => void;
  /** State for display, in addition to the figures of every server. */
  readonly state: () => object;
  /** Clears the state, including a forced mode. */
  readonly reset: () => void;
  /** How its rows were measured, in sentences. Default: nothing was. */
  readonly measured?: () => readonly string[];
  /** Ends what the source has started. Default: it starts nothing. */
  readonly close?: () => Promise<void>;
}

/** What stands behind a server. `traced`: real, and what only tracing can measure is traced. */
export type Machine = "real" | "traced" | "simulated";

/** What the server provides to a source. */
export interface ServerContext<Row extends Observation> {
  readonly clock: AlarmClock;
  readonly seed: number;
  readonly tracker: RequestTracker;
  /** `simulated`: models stand for processes, because time does not run as on the machine. */
  readonly machine: Machine;
  /** Writes the next row of the log, in order, if the server writes it. */
  readonly onRow: (row: Labelled<Row>) => void;
  /** Reports the truth of a request that met a forced mode, which its client learns only from an answer. */
  readonly onForced: (requestIndex: number, truth: Truth) => void;
  /** The request's index in the client's plan; without one, the number of earlier requests. */
  readonly indexOf: (request: FastifyRequest) => number;
  /** For requests that take time. @param capacity - how many at once, a whole number from 1; undefined: no limit */
  readonly openCounter: <Order extends RequestOrder>(
    capacity: number | undefined,
    service: Service<Order>,
  ) => Counter<Order>;
  /** For requests that take no time: updates tracker, metrics and journal around the decision. Reply afterwards. */
  readonly atOnce: <Status extends number>(index: number, truth: Truth, decide: () => Status) => Status;
}

/** Where requests queue, wait and are answered. */
export interface Counter<Order extends RequestOrder = RequestOrder> {
  /** Takes over the reply and returns immediately. */
  readonly serve: (order: Order, request: FastifyRequest, reply: FastifyReply) => void;
}
