import { once } from "node:events";
import type { Writable } from "node:stream";
import type { LineEncoder } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";

/** A program's standard input, for rows. What returns a promise has written enough: it resolves when more may come. */
export interface RowInput {
  /** Keeps the row until there is a pipe full of them. */
  readonly add: (row: Observation) => Promise<void> | undefined;
  /** Writes what was kept. */
  readonly flush: () => Promise<void> | undefined;
  /** Writes what was kept, and that there is no more. */
  readonly end: () => void;
  /** The program closed it, or ended, before it had read everything. */
  readonly wasCutShort: () => boolean;
}

/** In characters: about as much as a pipe holds at once. */
const batchLength = 65_536;

export function rowInput(stdin: Writable, { headerFor, encode }: LineEncoder): RowInput {
  let kept = "";
  let hasHeader = false;
  let isCutShort = false;
  let isEnded = false;
  stdin.on("error", () => {
    isCutShort = true;
  });
  // A program that closes its input before there was anything in it leaves no error behind.
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

/** Resolves also when the stream is closed, for then there is no `drain`. */
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

export const longestLineBytes = 65_536;
const lineFeed = 10;
const carriageReturn = 13;
const nothing = Buffer.alloc(0);

/** Cuts a program's output into lines, holding back at most 64 KiB of an unfinished one. */
interface OutputLines {
  readonly push: (bytes: Buffer) => void;
  /** The program has ended: what stands behind the last line end is a line, too. */
  readonly end: () => void;
}

/** @param onLine - without its end; `undefined` for a line longer than 64 KiB, which is not kept */
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
