import { remoteWindowSize } from "../../domain/remote-detector.ts";
import type { LineEncoder, RemoteDetector } from "../../domain/remote-detector.ts";
import type { Clock } from "../../domain/clock.ts";
import { logFeedNeedsWallTime } from "./command-errors.ts";
import { startCommand } from "./command-run.ts";
import type { CommandRun } from "./command-run.ts";

/** How a command gets to see the rows. */
type CommandFeed =
  /** On its standard input. */
  | { readonly kind: "stdin"; readonly lines: LineEncoder }
  /** It follows the log whose path stands where `{log}` stood in the command. */
  | { readonly kind: "log" };

export interface CommandSettings {
  /** As typed into a shell. */
  readonly command: string;
  readonly feed: CommandFeed;
  /** As `parseAlertPattern` returns it; absent: lines that hold WARNING or ERROR. */
  readonly alertPattern?: RegExp;
  /** A command that takes no rows for this long is stuck; on `wall`. */
  readonly startTimeoutMs: number;
  /** Default 10. */
  readonly windowSize?: number;
  /** Wall time, also where the drill's clock is virtual. */
  readonly wall: Clock;
}

export interface CommandDetector extends RemoteDetector {
  /** Lines of its output that were no alerts. */
  readonly ignoredLines: () => number;
}

/** In wall time a drill is long: a command that fails at once shall end it at once. */
const firstLookMs = 250;

/** Whether the command follows the log by itself: it holds `{log}`. */
export function followsLog(command: string): boolean {
  return command.includes("{log}");
}

/**
 * A program of the user's that reads rows and prints alerts (see `readAlertLine`). Its own errors, an end before the
 * end, and silence towards its input end the drill with its last words; never do they look like a miss.
 */
export function commandDetector(settings: CommandSettings): CommandDetector {
  const { command, feed, windowSize = remoteWindowSize } = settings;
  let run: CommandRun | undefined;
  return {
    name: `cmd:${command}`,
    windowSize,
    start: async (surroundings) => {
      const { logPath } = surroundings;
      if (feed.kind === "log" && logPath === undefined) throw logFeedNeedsWallTime(command);
      const line = logPath === undefined ? command : withLogPath(command, logPath);
      run = startCommand(settings, line, surroundings);
      if (surroundings.clockKind.kind !== "virtual") await run.survive(firstLookMs);
    },
    observe: async (rows) => run?.observe(rows),
    stop: async (graceMs) => run?.stop(graceMs),
    ignoredLines: () => run?.ignoredLines() ?? 0,
  };
}

/** Quotes the path for the shell; quotes that the user put around `{log}` are part of what is replaced. */
function withLogPath(command: string, logPath: string): string {
  const quoted = `'${logPath.replaceAll("'", String.raw`'\''`)}'`;
  return command.replaceAll(/(["']?)\{log\}\1/g, () => quoted);
}
