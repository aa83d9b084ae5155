import type { LogFormat } from "../../log/formats/format.ts";

/** What is collected, and where to. */
export interface CollectSettings {
  readonly pids: readonly number[];
  /** Each a program with its arguments, as a shell reads them. It is started, and ended with the collector. */
  readonly commands: readonly string[];
  readonly intervalMs: number;
  /** Default: until all processes have ended. */
  readonly forMs?: number;
  /** A new file. `original` writes four, whose names have the collector before the extension. */
  readonly path: string;
  readonly format: LogFormat;
  /** Default: no network bytes and no system calls. `children` counts those of processes that a watched one starts, too. */
  readonly trace?: "alone" | "children";
  readonly signal: AbortSignal;
  /** Sentences for a person, one at a time. */
  readonly onNote: (sentence: string) => void;
}

export interface Collected {
  readonly rows: number;
  readonly processes: number;
  /** Of the collector itself. */
  readonly cost: { readonly cpuPercent: number; readonly rssBytes: number };
}

export type Collect = (settings: CollectSettings) => Promise<Collected>;
