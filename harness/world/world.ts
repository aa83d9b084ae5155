import { randomBytes } from "node:crypto";
import type { Scenario } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { Counters } from "../../domain/wire/metrics.ts";
import type { FileApart } from "../files/file-apart.ts";
import type { ClientSettings } from "../../mock-client/source.ts";

/** The environment of a drill: a clock, a server and the transport between client and server. */
export interface World extends Omit<ClientSettings<Scenario>, "scenario" | "seed" | "signal"> {
  /** Where the server can be reached while the drill runs. */
  readonly serverUrl: string;
  /** The secret of the drill's client, if the server asks for one. It stays out of all files. */
  readonly token?: string;
  /** Calls back for each later row that the server writes. Replaces the previous subscriber. */
  readonly subscribe: (onRow: (row: Labelled) => void) => void;
  /** Resolves when every row that was written so far has been received. */
  readonly settle: () => Promise<void>;
  /** How its rows were measured, in sentences, as of the last `settle`. */
  readonly measured: () => readonly string[];
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

export interface WorldSettings {
  readonly scenario: Scenario;
  readonly seed: number;
  /** When the server's series appear, if it has a process of its own. Default: eager. */
  readonly counters?: Counters;
  /** Whether what only tracing can measure is traced. Default: it is not measured. */
  readonly tracing?: "traced";
  /** Modes can be forced by hand, including some that the scenario does not have. */
  readonly byHand?: true;
  /** A file that the server's process, if it has one, brings home when this process is killed. */
  readonly heirloom?: FileApart;
}

/** A secret for one drill: 128 bits from the system, because it must not follow from the seed. */
export function newToken(): string {
  return randomBytes(16).toString("hex");
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
