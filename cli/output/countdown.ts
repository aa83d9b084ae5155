import { wallNowMs } from "../../harness/clock/clock.ts";
import { elapsedText } from "../../report/text/sentences.ts";

/** How far a long piece of work is, on one line of the terminal that is drawn again and again. */
export interface Countdown {
  readonly done: (finished: number) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

const redrawEveryMs = 100;

/**
 * Silent unless standard error is a terminal.
 * @param already - pieces that were done before the clock started
 */
export function countdownLine(noun: string, total: number, already = 0): Countdown {
  const terminal = process.stderr;
  if (!terminal.isTTY) return { done: () => undefined, clear: () => undefined };
  const startedMs = wallNowMs();
  let drawnMs = startedMs;
  return {
    done: (finished) => {
      const nowMs = wallNowMs();
      if (nowMs - drawnMs < redrawEveryMs) return;
      drawnMs = nowMs;
      const leftMs = ((nowMs - startedMs) / Math.max(1, finished - already)) * (total - finished);
      terminal.write(`\r\u001B[2K${noun} ${finished} of ${total}, ${elapsedText(leftMs)} left`);
    },
    clear: () => {
      if (drawnMs !== startedMs) terminal.write("\r\u001B[2K");
    },
  };
}
