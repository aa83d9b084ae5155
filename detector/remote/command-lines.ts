import { once } from "node:events";
import type { Writable } from "node:stream";
import type { LineEncoder } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";

/**
 * A program's standard input for rows. A returned promise means that the pipe is full; it resolves when more can be
 * written.
 */
export interface RowInput {
  /** Buffers the row until the buffer fills a pipe. */
  readonly add: (row: Observation) => Promise<void> | undefined;
  /** Writes the buffered rows and this text. */
  readonly write: (text: string) => Promise<void> | undefined;
  /** Writes the buffered rows. */
  readonly flush: () => Promise<void> | undefined;
  /** Writes the buffered rows and closes the input. */
  readonly end: () => void;
  /** True when the program closed its input, or ended, before it had read everything. */
  readonly wasCutShort: () => boolean;
}

/** In characters, about the capacity of a pipe. */
const batchLength = 65_536;

export function rowInput(stdin: Writable, { headerFor, encode }: LineEncoder): RowInput {
  let kept = "";
  let hasHeader = false;
  let isCutShort = false;
  let isEnded = false;
  stdin.on("error", () => {
    isCutShort = true;
  });
  // No error event follows when a program closes its input before anything was written.
  stdin.on("close", () => {
    isCutShort ||= !isEnded;
  });

  function flush(): Promise<void> | undefined {
    const text = kept;
    kept = "";
    if (stdin.destroyed || text === "" || stdin.write(text)) return undefined;
    return caughtUp(stdin);
  }

  return {
    add: (row) => {
      if (!hasHeader) kept += headerFor(row);
      hasHeader = true;
      kept += encode(row);
      return kept.length < batchLength ? undefined : flush();
    },
    write: (text) => {
      kept += text;
      return flush();
    },
    flush,
    end: () => {
      isCutShort ||= stdin.destroyed;
      void flush();
      isEnded = true;
      stdin.end();
    },
    wasCutShort: () => isCutShort,
  };
}

/** Also resolves when the stream closes, because then there is no `drain`. */
async function caughtUp(stdin: Writable): Promise<void> {
  const noMore = new AbortController();
  const { signal } = noMore;
  try {
    await Promise.race([once(stdin, "drain", { signal }), once(stdin, "close", { signal })]);
  } catch {
    // A stream error, which its listener has recorded.
  } finally {
    noMore.abort();
  }
}

export const longestLineBytes = 65_536;
const lineFeed = 10;
const carriageReturn = 13;
const nothing = Buffer.alloc(0);

/** Splits a program's output into lines. Buffers at most 64 KiB of an unfinished line. */
interface OutputLines {
  readonly push: (bytes: Buffer) => void;
  /** Ends the output: text after the last line break is also a line. */
  readonly end: () => void;
}

/** @param onLine - called with a line without its line break, or `undefined` for a line longer than 64 KiB */
export function outputLines(onLine: (line: string | undefined) => void): OutputLines {
  let unfinished: Buffer = nothing;
  let isTooLong = false;

  function keep(bytes: Buffer): void {
    isTooLong ||= unfinished.length + bytes.length > longestLineBytes;
    unfinished = isTooLong ? nothing : Buffer.concat([unfinished, bytes]);
  }

  function finish(): void {
    onLine(isTooLong ? undefined : textOf(unfinished));
    unfinished = nothing;
    isTooLong = false;
  }

  return {
    push: (bytes) => {
      let from = 0;
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, from)) {
        keep(bytes.subarray(from, end));
        finish();
        from = end + 1;
      }
      if (from < bytes.length) keep(bytes.subarray(from));
    },
    end: () => {
      if (isTooLong || unfinished.length > 0) finish();
    },
  };
}

function textOf(line: Buffer): string {
  return line.toString("utf8", 0, line.at(-1) === carriageReturn ? line.length - 1 : line.length);
}
