import type { Scenario } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { ClientSettings } from "../../mock-client/source.ts";

/** The environment of a drill: a clock, a server and the transport between client and server. */
export interface World extends Omit<ClientSettings<Scenario>, "scenario" | "seed" | "signal"> {
  /** Where the server can be reached while the drill runs. */
  readonly serverUrl: string;
  /** Calls back for each later row that the server writes. Replaces the previous subscriber. */
  readonly subscribe: (onRow: (row: Labelled) => void) => void;
  /** Resolves when every row that was written so far has been received. */
  readonly settle: () => Promise<void>;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

export interface WorldSettings {
  readonly scenario: Scenario;
  readonly seed: number;
}

/** Passes rows on to the current subscriber. */
export interface RowRelay {
  readonly pass: (row: Labelled) => void;
  readonly subscribe: World["subscribe"];
}

function ignored(): void {
  // There is no subscriber yet.
}

export function rowRelay(): RowRelay {
  let onRow: (row: Labelled) => void = ignored;
  return {
    pass: (row) => onRow(row),
    subscribe: (next) => {
      onRow = next;
    },
  };
}
