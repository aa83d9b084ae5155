import pc from "picocolors";
import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Observation } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { wallNowMs } from "../../harness/clock/clock.ts";
import type { DrillEvent } from "../../harness/drill/drill.ts";
import type { LiveLine } from "../../report/source.ts";
import { reportKit } from "../../report/sources.ts";
import type { Paint } from "../../report/text/paint.ts";
import { durationText } from "../../report/text/sentences.ts";
import type { Output } from "../io.ts";
import { redrawnLine } from "./progress.ts";

interface LiveDrawing {
  /** Unix milliseconds; default: the machine's clock. */
  readonly nowMs?: () => number;
  /** Default: without colors. */
  readonly paint?: Paint;
}

/**
 * Progress of a running drill: a sparkline (in terminals), the observation, the time left and the latest alert. In a terminal
 * with room a panel of four lines, with the band of the fault below the curve and the delay of the alert.
 */
export interface LiveDrill {
  readonly onEvent: (event: DrillEvent) => void;
  readonly clear: () => void;
}

const sparkWidth = 30;
/** A terminal of at least this size has room for a panel. */
const panelRoom = { columns: 60, rows: 10 } as const;
const widestPanel = 100;

export function liveDrill(
  terminal: Output,
  { nowMs = wallNowMs, paint = pc.createColors(false) }: LiveDrawing = {},
): LiveDrill {
  const { draw, clear } = redrawnLine(terminal, { nowMs });
  const isTerminal = terminal.isTTY === true;
  const width = (): number => (isTerminal ? (terminal.columns || 80) - 1 : Infinity);
  const hasRoom = (): boolean =>
    (terminal.columns ?? 0) >= panelRoom.columns && (terminal.rows ?? 0) >= panelRoom.rows;
  let live: LiveLine<Observation> | undefined;
  const startedMs = nowMs();
  let total = 0;
  let seen = 0;
  let incident: { readonly id: string; readonly mode: string; readonly fromMs: number } | undefined;
  let alert: ReceivedAlert | undefined;
  let working = "";

  const leftText = (): string => {
    const leftMs = seen === 0 ? 0 : ((nowMs() - startedMs) / seen) * (total - seen);
    return `observation ${seen} of ${total}, ${minutesText(leftMs)} left`;
  };

  const line = (): string => {
    const alertText = alert === undefined ? "" : `  ${alertWords(alert)}`;
    // Counting the rows to come may take a simulation, which would disturb a drill in wall time.
    if (!isTerminal) return `observation ${seen} after ${minutesText(nowMs() - startedMs)}${alertText}`;
    const spark = (live?.text(sparkWidth) ?? "").padStart(sparkWidth);
    return `${spark}  ${leftText()}${alertText}`.slice(0, width());
  };

  const panel = (): string => {
    const room = Math.min(width(), widestPanel);
    const status =
      incident === undefined ? leftText() : `${leftText()}; ${incident.mode} since ${incident.id} began`;
    const lines = [
      live?.text(room) ?? "",
      paint.red(live?.band(room) ?? ""),
      status.slice(0, room),
      alert === undefined ? "" : alertLine(alert).slice(0, room),
    ];
    return lines.join("\n");
  };

  /** Where the time since the switch is known it is told: the hop that a drill is about. */
  const alertLine = (received: ReceivedAlert): string => {
    const delayMs = incident === undefined ? undefined : received.receivedMs - incident.fromMs;
    const after = delayMs === undefined || delayMs < 0 ? "" : `, ${durationText(delayMs)} after the switch`;
    return `${alertWords(received)}${after}`;
  };

  const text = (): string => {
    if (working !== "") return working.slice(0, width());
    return isTerminal && hasRoom() ? panel() : line();
  };

  return {
    onEvent: (event) => {
      switch (event.kind) {
        case "started":
          if (isTerminal) total = event.expectedRows();
          return;
        case "row": {
          seen += 1;
          const { observation, truth } = event;
          if (truth.incident !== undefined && truth.incident !== incident?.id)
            incident = {
              id: truth.incident,
              mode: truth.mode,
              fromMs: domainKit(observation.kind).causedAtMs(observation),
            };
          if (!isTerminal) break;
          live ??= reportKit(observation.kind).liveLine();
          live.add(observation, truth.incident);
          break;
        }
        case "alert":
          alert = event.alert;
          break;
        case "progress":
          working = printable(event.text);
          break;
      }
      draw(text);
    },
    clear,
  };
}

function alertWords({ detector, state, severity }: ReceivedAlert): string {
  return `${printable(detector)} ${state} (${severity})`;
}

/** `4:05`. */
function minutesText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
