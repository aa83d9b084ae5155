import type { Observation } from "../domain/sources.ts";
import type { Clock } from "../domain/time/clock.ts";
import type { Labelled } from "../domain/truth.ts";
import type { RequestOutcome } from "../domain/wire/outcome.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import type { Transport } from "./transport.ts";

/** What a client needs in order to play a scenario. */
export interface ClientSettings<Scenario> {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly tracker: RequestTracker;
  /** Time that the network would have added, for clocks on which there is no network. */
  readonly addedMs: (requestIndex: number) => number;
  /** How long to wait for an answer that takes the server no time, on the clock. */
  readonly patienceMs: number;
  /** Aborted: the play is broken off. */
  readonly signal: AbortSignal;
}

/** A wait as the server measured it. */
export interface ServerWait {
  /** Time in the queue included. */
  readonly waitedMs: number;
  /** Beyond what was asked for. */
  readonly lateMs: number;
}

/** How exactly a request was timed. */
export interface RequestTiming {
  /** Sent this much later than planned. */
  readonly sendLateMs: number;
  /** Where the log says how long requests take. */
  readonly answer?: {
    /** Until the answer, or the failure. */
    readonly tookMs: number;
    /** Absent when the server says nothing of its wait. */
    readonly wait?: ServerWait;
  };
}

/** A request as its client saw it. */
export interface PlayedRequest<Row extends Observation = Observation> {
  /** The mode that it met, as the server says; the plan's where it says nothing. */
  readonly mode: string;
  readonly outcome: RequestOutcome;
  /** Absent while it is open. */
  readonly timing?: RequestTiming;
  /** The next row of the log, where the client writes it. */
  readonly row?: Labelled<Row>;
}

/** How the scenarios of a log source are played by a client. */
export interface ClientKit<Row extends Observation, Scenario> {
  /**
   * Plays the whole plan of a scenario against a server.
   * @param onPlayed - told of each request when it has ended, and where a scenario asks for it while it is open
   * @throws the signal's reason when broken off, or what `onPlayed` threw; requests in flight are then given up, and
   * nothing is told of them
   */
  readonly play: (
    settings: ClientSettings<Scenario>,
    onPlayed: (played: PlayedRequest<Row>) => void,
  ) => Promise<void>;
}
