import type { Observation } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { wallNowMs } from "../../harness/clock/clock.ts";
import type { DrillEvent } from "../../harness/drill/drill.ts";
import type { LiveLine } from "../../report/source.ts";
import { reportKit } from "../../report/sources.ts";
import { countText } from "../../report/text/sentences.ts";

/** Shows a drill while it runs, on one line that is drawn again and again. */
interface Progress {
  readonly onEvent: (event: DrillEvent) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

const sparkWidth = 30;
const redrawEveryMs = 100;

/** For a terminal; whatever is not one gets `noProgress`. */
export function liveProgress(terminal: NodeJS.WriteStream): Progress {
  let live: LiveLine<Observation> | undefined;
  const startedMs = wallNowMs();
  let total = 0;
  let seen = 0;
  let alert = "";
  let drawnMs = 0;

  const draw = (): void => {
    drawnMs = wallNowMs();
    const leftMs = seen === 0 ? 0 : ((drawnMs - startedMs) / seen) * (total - seen);
    const spark = live?.text(sparkWidth) ?? "";
    const line = `${spark.padStart(sparkWidth)}  observation ${seen} of ${total}, ${countdown(leftMs)} left${alert}`;
    terminal.write(`\r\u001B[2K${line.slice(0, (terminal.columns || 80) - 1)}`);
  };

  return {
    onEvent: (event) => {
      switch (event.kind) {
        case "started":
          total = event.expectedRows();
          return;
        case "row":
          seen += 1;
          live ??= reportKit(event.observation.kind).liveLine();
          live.add(event.observation);
          break;
        case "alert":
          alert = `  ${printable(event.alert.detector)} ${event.alert.state} (${event.alert.severity})`;
          break;
      }
      if (wallNowMs() - drawnMs >= redrawEveryMs) draw();
    },
    clear: () => {
      if (drawnMs > 0) terminal.write("\r\u001B[2K");
    },
  };
}

/** Says nothing. */
export const noProgress: Progress = { onEvent: () => undefined, clear: () => undefined };

function countdown(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Shows how much of a log has been read, on one line of a terminal. */
interface ExploreProgress {
  readonly onAttempt: () => void;
  readonly clear: () => void;
}

const exploreRedrawMs = 100;
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
      if (nowMs - drawnMs < exploreRedrawMs) return;
      drawnMs = nowMs;
      terminal.write(`\r\u001B[2K${countText(attempts)} attempts read`);
    },
    clear: () => {
      if (drawnMs > 0) terminal.write("\r\u001B[2K");
    },
  };
}

/** Shows how far a log has been read, on one line of a terminal. */
interface ImportProgress {
  readonly onProgress: (readBytes: number, totalBytes: number) => void;
  readonly clear: () => void;
}

const importRedrawMs = 100;

/** Says nothing where standard error is no terminal. */
export function importProgress(terminal: NodeJS.WriteStream): ImportProgress {
  if (!terminal.isTTY) return { onProgress: () => undefined, clear: () => undefined };
  let drawnMs = 0;
  return {
    onProgress: (readBytes, totalBytes) => {
      const nowMs = wallNowMs();
      if (nowMs - drawnMs < importRedrawMs) return;
      drawnMs = nowMs;
      terminal.write(`\r\u001B[2K${megabytes(readBytes)} of ${megabytes(totalBytes)} MB read`);
    },
    clear: () => {
      if (drawnMs > 0) terminal.write("\r\u001B[2K");
    },
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
