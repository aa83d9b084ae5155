import { countText } from "../score/explore/words.ts";

/** Shows how much of a log has been read, on one line of a terminal. */
export interface ExploreProgress {
  readonly onAttempt: () => void;
  readonly clear: () => void;
}

const redrawEveryMs = 100;
/** The time is asked for this seldom. */
const attemptsBetween = 2048;

/** What standard error is, as far as it matters here. */
interface Terminal {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/**
 * Says nothing where standard error is no terminal.
 * @param askMs - for the time that passes, in milliseconds
 */
export function exploreProgress(terminal: Terminal, askMs: () => number): ExploreProgress {
  if (!terminal.isTTY) return { onAttempt: () => undefined, clear: () => undefined };
  let attempts = 0;
  let drawnMs = 0;
  return {
    onAttempt: () => {
      attempts += 1;
      if (attempts % attemptsBetween !== 0) return;
      const nowMs = askMs();
      if (nowMs - drawnMs < redrawEveryMs) return;
      drawnMs = nowMs;
      terminal.write(`\r\u001B[2K${countText(attempts)} attempts read`);
    },
    clear: () => {
      if (drawnMs > 0) terminal.write("\r\u001B[2K");
    },
  };
}
