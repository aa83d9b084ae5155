import { stripVTControlCharacters } from "node:util";
import { wallNowMs } from "../../harness/clock/clock.ts";
import { elapsedText } from "../../report/text/sentences.ts";
import type { Output } from "../io.ts";

/** One line of the terminal, or a few, drawn over and over; elsewhere a new line every 10 s. */
export interface RedrawnLine {
  /** Draws, unless the last drawing was a moment ago. @param text - called only if it is drawn */
  readonly draw: (text: () => string) => void;
  /** Erases what was drawn in a terminal. */
  readonly clear: () => void;
}

interface Redrawing {
  /** Least time between two drawings in a terminal; default 100 ms. */
  readonly everyMs?: number;
  /** Unix milliseconds before which nothing is drawn; default 0. */
  readonly fromMs?: number;
  /** Unix milliseconds; default: the machine's clock. */
  readonly nowMs?: () => number;
}

const erase = "\r\u001B[2K";

/** From the line on which the cursor stands up to the first that was drawn. A narrower terminal has broken long lines. */
function eraseAll(drawn: string, columns: number): string {
  const height = drawn
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)), 0);
  return height === 1 ? erase : `\r\u001B[${height - 1}A\u001B[J`;
}

/** Between two lines of progress where there is no terminal, and before the first. */
const quietMs = 10_000;

export function redrawnLine(
  terminal: Output,
  { everyMs = 100, fromMs = 0, nowMs = wallNowMs }: Redrawing = {},
): RedrawnLine {
  if (terminal.isTTY !== true) return appendedLines(terminal, nowMs);
  let nextMs = fromMs;
  let drawn: string | undefined;
  const erased = (): string => eraseAll(drawn ?? "", terminal.columns || Infinity);
  return {
    draw: (text) => {
      const atMs = nowMs();
      if (atMs < nextMs) return;
      nextMs = atMs + everyMs;
      const before = erased();
      drawn = text();
      terminal.write(`${before}${drawn}`);
    },
    clear: () => {
      if (drawn !== undefined) terminal.write(erased());
    },
  };
}

/** For logs of CI jobs: work that ends soon leaves no line. */
function appendedLines(output: Output, nowMs: () => number): RedrawnLine {
  let nextMs = nowMs() + quietMs;
  return {
    draw: (text) => {
      const atMs = nowMs();
      if (atMs < nextMs) return;
      nextMs = atMs + quietMs;
      output.write(`${text()}\n`);
    },
    clear: () => undefined,
  };
}

/** Progress of many equal pieces of work. */
export interface Countdown {
  readonly done: (finished: number) => void;
  readonly clear: () => void;
}

/**
 * Draws `drill 3 of 59, 00:12 left`.
 * @param already - pieces that were finished before
 */
export function countdown(terminal: Output, noun: string, total: number, already = 0): Countdown {
  const startedMs = wallNowMs();
  const { draw, clear } = redrawnLine(terminal, { fromMs: startedMs + 100 });
  return {
    done: (finished) =>
      draw(() => {
        const meanMs = (wallNowMs() - startedMs) / Math.max(1, finished - already);
        return `${noun} ${finished} of ${total}, ${elapsedText(meanMs * (total - finished))} left`;
      }),
    clear,
  };
}
