import { wallNowMs } from "../../harness/clock/clock.ts";
import { elapsedText } from "../../report/text/sentences.ts";
import type { Output } from "../io.ts";

/** A line that is drawn again and again. */
export interface RedrawnLine {
  /** Draws, unless it was drawn a moment ago. @param text - asked for when it is drawn */
  readonly draw: (text: () => string) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

interface Redrawing {
  readonly everyMs?: number;
  /** Not drawn before; from the start of the machine's wall clock unless told. */
  readonly fromMs?: number;
  /** The time, in Unix milliseconds. */
  readonly askMs?: () => number;
}

const emptied = "\r\u001B[2K";

/** Silent where the output is no terminal. */
export function redrawnLine(
  terminal: Output,
  { everyMs = 100, fromMs = 0, askMs = wallNowMs }: Redrawing = {},
): RedrawnLine {
  if (terminal.isTTY !== true) return { draw: () => undefined, clear: () => undefined };
  let nextMs = fromMs;
  let isDrawn = false;
  return {
    draw: (text) => {
      const nowMs = askMs();
      if (nowMs < nextMs) return;
      nextMs = nowMs + everyMs;
      isDrawn = true;
      terminal.write(`${emptied}${text()}`);
    },
    clear: () => {
      if (isDrawn) terminal.write(emptied);
    },
  };
}

/** How far a long piece of work is. */
export interface Countdown {
  readonly done: (finished: number) => void;
  readonly clear: () => void;
}

/** @param already - pieces that were done before the clock started */
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
