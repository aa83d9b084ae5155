import type { Observation } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { wallNowMs } from "../../harness/clock/clock.ts";
import type { DrillEvent } from "../../harness/drill/drill.ts";
import type { LiveLine } from "../../report/source.ts";
import { reportKit } from "../../report/sources.ts";
import type { Output } from "../io.ts";
import { redrawnLine } from "./progress.ts";

/** Progress of a running drill: a sparkline (in terminals), the observation, the time left and the latest alert. */
export interface LiveDrill {
  readonly onEvent: (event: DrillEvent) => void;
  readonly clear: () => void;
}

const sparkWidth = 30;

/** @param nowMs - Unix milliseconds; default: the machine's clock */
export function liveDrill(terminal: Output, nowMs: () => number = wallNowMs): LiveDrill {
  const { draw, clear } = redrawnLine(terminal, { nowMs });
  const isTerminal = terminal.isTTY === true;
  const width = (): number => (isTerminal ? (terminal.columns || 80) - 1 : Infinity);
  let live: LiveLine<Observation> | undefined;
  const startedMs = nowMs();
  let total = 0;
  let seen = 0;
  let alert = "";
  let working = "";

  const line = (): string => {
    if (working !== "") return working.slice(0, width());
    const spentMs = nowMs() - startedMs;
    // Counting the rows to come may take a simulation, which would disturb a drill in wall time.
    if (!isTerminal) return `observation ${seen} after ${minutesText(spentMs)}${alert}`;
    const leftMs = seen === 0 ? 0 : (spentMs / seen) * (total - seen);
    const spark = (live?.text(sparkWidth) ?? "").padStart(sparkWidth);
    return `${spark}  observation ${seen} of ${total}, ${minutesText(leftMs)} left${alert}`.slice(0, width());
  };

  return {
    onEvent: (event) => {
      switch (event.kind) {
        case "started":
          if (isTerminal) total = event.expectedRows();
          return;
        case "row":
          seen += 1;
          if (!isTerminal) break;
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
function minutesText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
