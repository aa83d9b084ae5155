import type { DrillEvent } from "../harness/drill.ts";
import { wallNowMs } from "../harness/clock.ts";
import { printable } from "../score/printable.ts";
import { sparkline } from "../score/sparkline.ts";
import { tracePoint } from "../score/trace.ts";
import type { TracePoint } from "../score/trace.ts";

/** Shows a drill while it runs, on one line that is drawn again and again. */
export interface Progress {
  readonly onEvent: (event: DrillEvent) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

const sparkRows = 120;
const sparkWidth = 30;
const redrawEveryMs = 100;

/** For a terminal; whatever is not one gets `noProgress`. */
export function liveProgress(terminal: NodeJS.WriteStream): Progress {
  const recent: TracePoint[] = [];
  const startedMs = wallNowMs();
  let total = 0;
  let seen = 0;
  let alert = "";
  let drawnMs = 0;

  const draw = (): void => {
    drawnMs = wallNowMs();
    const leftMs = seen === 0 ? 0 : ((drawnMs - startedMs) / seen) * (total - seen);
    const spark = sparkline(recent, sparkWidth).cells.join("");
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
          recent.push({ ...tracePoint(event.observation), index: recent.length });
          if (recent.length > sparkRows) recent.shift();
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
