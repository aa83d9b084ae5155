import type { Modes } from "../../domain/response/mode.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { RequestBook } from "../../domain/wire/request-book.ts";
import type { Transport } from "../../mock-client/transport.ts";

/** What a drill is played in: a clock, a server, and the way to it. */
export interface World {
  readonly clock: Clock;
  /** Where a person can reach the server while the drill runs. */
  readonly serverUrl: string;
  readonly transport: Transport;
  readonly book: RequestBook;
  /** Time that the network would have added, where there is no network. */
  readonly addedMs: (requestIndex: number) => number;
  /** How long to wait for an answer that takes the server no time: seconds of the machine, told in the drill's. */
  readonly patienceMs: number;
  /** Where the server writes the log: tells of each row from now on. */
  readonly hearServer: (onRow: (row: Labelled) => void) => void;
  /** Resolves when every row that the server has written so far was heard. */
  readonly settle: () => Promise<void>;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

export interface WorldSettings {
  readonly scenario: Scenario;
  readonly seed: number;
}

function unheard(): void {
  // Nobody listens yet.
}

/** Passes rows on to whoever listens at the moment. */
export interface RowRelay {
  readonly pass: (row: Labelled) => void;
  readonly hear: World["hearServer"];
}

export function rowRelay(): RowRelay {
  let onRow: (row: Labelled) => void = unheard;
  return {
    pass: (row) => onRow(row),
    hear: (next) => {
      onRow = next;
    },
  };
}

/** The modes that requests of the scenario can meet at the server. */
export function modesOf(scenario: Scenario): Modes {
  return "modes" in scenario ? scenario.modes : {};
}
