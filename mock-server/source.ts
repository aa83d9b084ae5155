import type { FastifyReply, FastifyRequest } from "fastify";
import type { Observation } from "../domain/sources.ts";
import type { Clock } from "../domain/time/clock.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { Applied } from "./answer.ts";
import type { Route } from "./route.ts";
import type { RequestOrder } from "./served-request.ts";

/**
 * What a log source brings to the mock server. It knows no list of sources; `sources.ts` is the list.
 * A task is plain data, which another process can be sent.
 */
export interface ServerKit<Scenario, Row extends Observation, Task> {
  /** What a scenario asks of its server. */
  readonly taskOf: (scenario: Scenario, seed: number) => Task;
  /**
   * The task of standing in for the server that a scenario was recorded from, whatever clients ask for.
   * @returns undefined where nothing is recorded
   */
  readonly replayOf: (scenario: Scenario) => Task | undefined;
  /** The same task for a server that works on this many requests at once; the rest queue. */
  readonly limitedTo: (task: Task, capacity: number) => Task;
  /** Statuses that answers are known to have, beside 200 and 500: `/metrics` has them from the start. */
  readonly statuses: (task: Task) => readonly number[];
  /** What makes a process as quick with its first answer as with the rest. */
  readonly rehearsal: Rehearsal<Task>;
  /** What the server mounts. */
  readonly open: (task: Task, context: ServerContext<Row>) => Site;
}

/** A short task, and a request that is answered at once. */
interface Rehearsal<Task> {
  readonly task: Task;
  readonly request: { readonly method: string; readonly path: string; readonly body: string };
}

/** A request that the server itself can only refuse. */
export interface Refused {
  /** 400: a URL that cannot be decoded; 404: no route; 413: too large a body; 414: too long a parameter in the path; 500: a bug. */
  readonly status: number;
  /** The reason, for a person. */
  readonly error: string;
}

/** What a source mounts on the server: it owns every path but `/metrics` and those under `/__firedrill/`. */
export interface Site {
  /** What it answers, listed to whoever asks for something else. */
  readonly routes: readonly Route[];
  /** Orders that it takes from a person, each under `/__firedrill/`. */
  readonly controls: readonly Route[];
  /**
   * Answers everything outside of its routes: any path, any method, and what the server would refuse.
   * Default: a refusal in JSON.
   */
  readonly rest?: (request: FastifyRequest, reply: FastifyReply, refused: Refused) => FastifyReply;
  /** What a person sees who asks how the server is, beside the figures that every server has. */
  readonly state: () => object;
  /** Forgets what was served and what was ordered by hand. */
  readonly reset: () => void;
}

/** What the server lends to a source. */
export interface ServerContext<Row extends Observation> {
  readonly clock: Clock;
  readonly seed: number;
  readonly tracker: RequestTracker;
  /** Where the server writes the log: the next row, in order. */
  readonly onRow: (row: Labelled<Row>) => void;
  /** The request's index in its client's plan; without one, how many requests were asked about before. */
  readonly indexOf: (request: FastifyRequest) => number;
  /** For requests that take time. @param capacity - how many at once, a whole number from 1; undefined: any number */
  readonly openCounter: (
    capacity: number | undefined,
    apply: (asked: RequestOrder, nowMs: number) => Applied,
  ) => Counter;
  /** For requests that take no time: does the accounts around the decision. Reply after it. */
  readonly atOnce: <Status extends number>(index: number, truth: Truth, decide: () => Status) => Status;
}

/** Where requests queue, wait and are answered. */
export interface Counter {
  /** Returns at once, after the tracker was told; fastify has no more to do with the request. */
  readonly serve: (asked: RequestOrder, request: FastifyRequest, reply: FastifyReply) => void;
}
