import type { Observation } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { wallNowMs } from "../../harness/clock/clock.ts";
import type { DrillEvent } from "../../harness/drill/drill.ts";
import type { LiveLine } from "../../report/source.ts";
import { reportKit } from "../../report/sources.ts";
import type { Output } from "../io.ts";
import { redrawnLine } from "./progress.ts";

/** Progress of a running drill: a sparkline, the observation, the time left and the latest alert. */
export interface LiveDrill {
  readonly onEvent: (event: DrillEvent) => void;
  readonly clear: () => void;
}

const sparkWidth = 30;

/** Writes nothing unless the output is a terminal. */
export function liveDrill(terminal: Output): LiveDrill {
  const { draw, clear } = redrawnLine(terminal);
  if (terminal.isTTY !== true) return { onEvent: () => undefined, clear };
  let live: LiveLine<Observation> | undefined;
  const startedMs = wallNowMs();
  let total = 0;
  let seen = 0;
  let alert = "";
  let working = "";

  const line = (): string => {
    if (working !== "") return working.slice(0, (terminal.columns || 80) - 1);
    const leftMs = seen === 0 ? 0 : ((wallNowMs() - startedMs) / seen) * (total - seen);
    const spark = live?.text(sparkWidth) ?? "";
    const text = `${spark.padStart(sparkWidth)}  observation ${seen} of ${total}, ${minutesLeft(leftMs)} left${alert}`;
    return text.slice(0, (terminal.columns || 80) - 1);
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
        case "progress":
          working = printable(event.text);
          break;
      }
      draw(line);
    },
    clear,
  };
}

/** `4:05`. */
function minutesLeft(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
