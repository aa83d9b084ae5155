import type { Observation } from "../domain/sources.ts";
import type { AlarmClock } from "../domain/time/clock.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { RequestOutcome } from "../domain/wire/outcome.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { Transport } from "./transport.ts";

/** The inputs of a play. */
export interface ClientSettings<Scenario> {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly transport: Transport;
  readonly clock: AlarmClock;
  readonly tracker: RequestTracker;
  /** Simulated network time for clocks without a network. */
  readonly addedMs: (requestIndex: number) => number;
  /** The truth of a request on which a mode was forced, as the server tells before it answers. Default: none is. */
  readonly forcedOn?: (requestIndex: number) => Truth | undefined;
  /** Calls back when this process has read what had arrived by then, such as what was forced. Default: at once. */
  readonly onceRead?: (then: () => void) => void;
  /** How long to wait, on the clock, for an answer that needs no service time. */
  readonly patienceMs: number;
  /** Aborts the play. */
  readonly signal: AbortSignal;
}

/** The server's own measurement of a wait. */
export interface ServerWait {
  /** Includes time in the queue. */
  readonly waitedMs: number;
  /** Excess over the planned wait. */
  readonly lateMs: number;
}

/** Timing of a request. */
export interface RequestTiming {
  /** Delay between the planned and the actual sending. */
  readonly sendLateMs: number;
  /** How long the watched process was ready to run, but had no core, in the interval that the request ended. */
  readonly starvedMs?: number;
  /** Only for logs that contain response times. */
  readonly answer?: {
    /** Until the answer or the failure. */
    readonly tookMs: number;
    /** Absent when the server does not report its wait. */
    readonly wait?: ServerWait;
  };
}

/** A request as its client saw it. */
export interface PlayedRequest<Row extends Observation = Observation> {
  /** The mode that the server reports, else the planned mode. */
  readonly mode: string;
  readonly outcome: RequestOutcome;
  /** Absent while the request is open. */
  readonly timing?: RequestTiming;
  /** The next row of the log, if the client writes it. */
  readonly row?: Labelled<Row>;
}

/** What a log source brings to the mock client. */
export interface ClientKit<Row extends Observation, Scenario> {
  /**
   * Plays the whole plan of a scenario against a server.
   * @param onPlayed - called when a request ends and, if the scenario asks for it, while it is open
   * @throws the signal's reason when aborted, or the error that `onPlayed` threw; requests in flight are then
   * abandoned without a report
   */
  readonly play: (
    settings: ClientSettings<Scenario>,
    onPlayed: (played: PlayedRequest<Row>) => void,
  ) => Promise<void>;
}
