import type { Scenario } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { ClientSettings } from "../../mock-client/source.ts";

/** What a drill is played in: a clock, a server, and the way to it. */
export interface World extends Omit<ClientSettings<Scenario>, "scenario" | "seed" | "signal"> {
  /** Where a person can reach the server while the drill runs. */
  readonly serverUrl: string;
  /** Where the client does not write the log: tells of each row from now on. */
  readonly hearRows: (onRow: (row: Labelled) => void) => void;
  /** Resolves when every row that was written so far has been heard. */
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
  readonly hear: World["hearRows"];
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
