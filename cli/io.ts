import type { Readable } from "node:stream";
import type { Paint } from "../report/text/paint.ts";
import type { ExitCode } from "./output/exit-code.ts";

/** A sink for text: a terminal, a pipe, a file or a string. */
export interface Output {
  readonly write: (text: string) => unknown;
  /** True on a terminal, where a line can be redrawn. */
  readonly isTTY?: boolean | undefined;
  /** Current width of the terminal, in characters; 0 when it does not say. */
  readonly columns?: number | undefined;
  /** Current height of the terminal, in lines. */
  readonly rows?: number | undefined;
  /** Takes commands to a CI runner, which `write` makes inert. Absent where `write` changes nothing. */
  readonly commands?: Output;
}

/** The signals that stop the program in an orderly way: Ctrl-C, a service manager, a closed terminal, Ctrl-\\. */
export const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

export type StopSignal = (typeof stopSignals)[number];

/** The process that the program runs in. Paths are relative to its working directory. */
export interface Io {
  /** Standard input. A command that never asks for it leaves it alone. */
  readonly stdin: () => Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Colors of reports: on a terminal, and when FORCE_COLOR or CI is set. */
  readonly paint: Paint;
  /** Aborted when standard output is closed, so that endless commands end. */
  readonly unread: AbortSignal;
  /** @returns removes the listener, which restores the default behavior of the signals */
  readonly onStop: (listener: (signal: StopSignal) => void) => () => void;
  /** Ends the process at once. */
  readonly exit: (code: ExitCode) => void;
}

/** Width of a report outside a terminal, in characters. */
export const plainWidth = 80;

const widest = 120;

/** Width of a report, in characters. */
export function widthOf({ columns }: Output): number {
  return Math.min(columns || plainWidth, widest);
}
