import type { Paint } from "../report/text/paint.ts";
import type { ExitCode } from "./output/exit-code.ts";

/** Where text goes: a terminal, a pipe, a file, or a string. The streams of a process are such. */
export interface Output {
  readonly write: (text: string) => unknown;
  /** Absent but on a terminal, where a line may be redrawn. */
  readonly isTTY?: boolean;
  /** Width of the terminal at the moment, in characters. */
  readonly columns?: number;
}

/** How a program is told to stop in good order. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** All that the program knows of the process that it runs in. Paths are relative to the working directory of that process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of reports: colors on a terminal, and where FORCE_COLOR or CI asks for them. */
  readonly paint: Paint;
  /** Aborted once nobody reads standard output any more; for what would go on for ever. */
  readonly unread: AbortSignal;
  /** @returns gives the signals their usual meaning back */
  readonly onStop: (listener: (signal: StopSignal) => void) => () => void;
  /** Ends the process at once. */
  readonly exit: (code: ExitCode) => void;
}

/** Of a report for anything but a terminal, in characters. */
export const plainWidth = 80;

const widest = 120;

/** How wide a report may be, in characters. */
export function widthOf({ columns = plainWidth }: Output): number {
  return Math.min(columns, widest);
}
