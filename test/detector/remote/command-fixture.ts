import type { CommandDetector, CommandSettings } from "../../../detector/remote/command.ts";
import { commandDetector, followsLog } from "../../../detector/remote/command.ts";
import type { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import type { Clock, ClockKind } from "../../../domain/time/clock.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import { observedFormat, observedLines } from "../../../log/sources.ts";

export const csvLines = observedLines("csv", () => 0);
export const csvHeader = observedFormat("response", "csv", () => 0).header;

/** A command under test with its recorded alerts and errors. */
export interface RecordedCommand {
  readonly detector: CommandDetector;
  readonly alerts: readonly RemoteAlert[];
  readonly errors: readonly FiredrillError[];
  readonly start: () => Promise<void>;
  /** Starts it, sends it the rows and stops it. */
  readonly run: (rows: readonly Observation[]) => Promise<void>;
}

const stillClock: Clock = {
  nowMs: () => epochMs,
  sleepUntilMs: () => Promise.reject(new Error("a command must not use the drill's clock")),
  hold: () => () => undefined,
};

/** Grace period of a run in wall time, longer than any command here needs. */
const graceMs = 20_000;

/** Sets up a command on the virtual clock, or on the real one if it gets a log. */
export function recordedCommand(
  command: string,
  wall: Clock,
  {
    logPath,
    clockKind = { kind: logPath === undefined ? "virtual" : "real" },
    ...settings
  }: Partial<CommandSettings> & { readonly logPath?: string; readonly clockKind?: ClockKind } = {},
): RecordedCommand {
  const alerts: RemoteAlert[] = [];
  const errors: FiredrillError[] = [];
  const detector = commandDetector({
    command,
    feed: followsLog(command) ? { kind: "log" } : { kind: "stdin", lines: csvLines },
    startTimeoutMs: 60_000,
    wall,
    ...settings,
  });
  const start = (): Promise<void> =>
    detector.start({
      clock: stillClock,
      clockKind,
      seed: 1,
      onAlert: (alert) => alerts.push(alert),
      onError: (error) => errors.push(error),
      ...(logPath === undefined ? {} : { logPath }),
    });
  return {
    detector,
    alerts,
    errors,
    start,
    run: async (rows) => {
      await start();
      await detector.observe(rows);
      await detector.stop(graceMs);
    },
  };
}

/** A node program as a command. @param script - without single quotes */
export function node(script: string): string {
  return `'${process.execPath}' -e '${script}'`;
}
