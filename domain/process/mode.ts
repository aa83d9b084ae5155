import type { FieldsOf } from "../fields.ts";

/** What the watched process does: every mode comes down to these numbers. */
export interface Load {
  /** Processor time of its work, in percent of one core: at most 100, as one thread works. Other duties add theirs. */
  readonly cpuPercent: number;
  /** Memory that is touched and never given back. */
  readonly leakedBytesPerS: number;
  /** Files that are opened and never closed. */
  readonly leakedFilesPerS: number;
  /** Over loopback, from the server that started it. */
  readonly receivedBytesPerS: number;
  readonly sentBytesPerS: number;
  readonly syscallsPerS: number;
  /** Processes that are started and end at once. */
  readonly forksPerS: number;
  /** The main thread answers nothing: it spins for its processor time and sleeps for the rest. */
  readonly isBlocked: boolean;
}

/**
 * A kind of mode. Modes are data with numeric fields. The list of modes is in `modes.ts`.
 * @typeParam Field - of the mode; sets the size of the fault
 */
export interface ModeKit<Mode extends { readonly kind: string }> {
  /** One sentence for help texts: what the process does. */
  readonly describe: string;
  /** In display order. */
  readonly fields: FieldsOf<Mode>;
  /** @param healthy - the load of the mode `normal` */
  readonly load: (mode: Mode, healthy: Load) => Load;
  /** The size of the fault. Default: the mode is none. */
  readonly size?: (
    mode: Mode,
    healthy: Load,
  ) => { readonly field: string; readonly none: number; readonly full: number };
}

/** The load of a process that does nothing. */
export const idle: Load = {
  cpuPercent: 0,
  leakedBytesPerS: 0,
  leakedFilesPerS: 0,
  receivedBytesPerS: 0,
  sentBytesPerS: 0,
  syscallsPerS: 0,
  forksPerS: 0,
  isBlocked: false,
};
