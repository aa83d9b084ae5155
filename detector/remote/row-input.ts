import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Observation } from "../../domain/observation.ts";
import type { LineEncoder } from "../../domain/remote-detector.ts";

/** A program's standard input, for rows. */
export interface RowInput {
  /** @returns a promise when no more should be written now: it resolves when the program has caught up or has gone */
  readonly add: (rows: readonly Observation[]) => Promise<void> | undefined;
  /** What is held back, and that there is no more. */
  readonly end: () => void;
  /** The program closed it, or ended, before it had read everything. */
  readonly wasCutShort: () => boolean;
}

/** @param batchLength - shorter text waits for more; 0 writes every row when it comes */
export function rowInput(stdin: Writable, { header, encode }: LineEncoder, batchLength: number): RowInput {
  let waiting = header;
  let isCutShort = false;
  stdin.on("error", () => {
    isCutShort = true;
  });

  function write(): Promise<void> | undefined {
    const text = waiting;
    waiting = "";
    if (stdin.destroyed || text === "" || stdin.write(text)) return undefined;
    return caughtUp(stdin);
  }

  return {
    add: (rows) => {
      for (const row of rows) waiting += encode(row);
      return waiting.length >= batchLength ? write() : undefined;
    },
    end: () => {
      void write();
      stdin.end();
    },
    wasCutShort: () => isCutShort,
  };
}

/** `drain` never comes from a stream that was closed. */
async function caughtUp(stdin: Writable): Promise<void> {
  const noMore = new AbortController();
  const { signal } = noMore;
  try {
    await Promise.race([once(stdin, "drain", { signal }), once(stdin, "close", { signal })]);
  } catch {
    // An error of the stream, which its listener has noted.
  } finally {
    noMore.abort();
  }
}
