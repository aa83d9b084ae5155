import type { FiredrillError } from "../../domain/error.ts";
import type { LineEncoder, RemoteDetector, RemoteContext } from "../../domain/remote-detector.ts";
import { remoteWindowSize } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { readAlertLine } from "./alert-line.ts";
import {
  alertNotUnderstood,
  commandEnded,
  commandRunaway,
  commandStuck,
  logFeedNeedsWallTime,
  shown,
} from "./command-errors.ts";
import type { RowInput } from "./command-lines.ts";
import { longestLineBytes, outputLines, rowInput } from "./command-lines.ts";
import type { GuardedProcess, ProcessEnd } from "./guarded-process.ts";
import { drained, startGuarded, within } from "./guarded-process.ts";

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
  readonly notes: () => readonly string[];
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
    start: async (context) => {
      const { logPath } = context;
      if (feed.kind === "log" && logPath === undefined) throw logFeedNeedsWallTime(command);
      const line = logPath === undefined ? command : withLogPath(command, logPath);
      run = startCommand(settings, line, context);
      if (context.clockKind.kind !== "virtual") await run.survive(firstLookMs);
    },
    observe: async (rows) => run?.observe(rows),
    stop: async (graceMs) => run?.stop(graceMs),
    ignoredLines: () => run?.ignoredLines() ?? 0,
    notes: () => run?.notes() ?? [],
  };
}

/** Quotes the path for the shell; quotes that the user put around `{log}` are part of what is replaced. */
function withLogPath(command: string, logPath: string): string {
  const quoted = `'${logPath.replaceAll("'", String.raw`'\''`)}'`;
  return command.replaceAll(/(["']?)\{log\}\1/g, () => quoted);
}

/** A command at work. */
interface CommandRun {
  /** @throws FiredrillError when it fails within this time */
  readonly survive: (forMs: number) => Promise<void>;
  readonly observe: (rows: readonly Observation[]) => Promise<void>;
  readonly stop: (graceMs: number) => Promise<void>;
  readonly ignoredLines: () => number;
  readonly notes: () => readonly string[];
}

/** `shown` rows, asked to come to its `closing` words, or `over`: nothing that it does matters any more. */
type Stage = "shown" | "closing" | "over";

/** A command that follows the log in steps may see the last rows this much later. */
const lastLookMs = 1000;

/** What becomes of a command. */
interface Fate {
  stage: Stage;
  failure: FiredrillError | undefined;
  /** Ends it, and tells why; only the first reason counts. */
  readonly fail: (error: FiredrillError) => void;
}

/** Everything about one running command. */
interface Work {
  readonly settings: CommandSettings;
  readonly child: GuardedProcess;
  /** Absent when it follows the log. */
  readonly input: RowInput | undefined;
  readonly fate: Fate;
  /** It is gone, everything it said was heard, and what was wrong with its end was told. */
  readonly ended: Promise<void>;
}

/** @param line - the command as the shell gets it */
function startCommand(settings: CommandSettings, line: string, context: RemoteContext): CommandRun {
  const { command, feed, wall } = settings;
  const child = startGuarded({
    command: line,
    // A pipe is no reason for its alerts to wait in a buffer.
    env: { PYTHONUNBUFFERED: "1", ...process.env },
    stdin: feed.kind === "stdin" ? "pipe" : "ignore",
  });
  const input = feed.kind === "stdin" && child.stdin ? rowInput(child.stdin, feed.lines) : undefined;
  const fate = fateOf(child, wall, context);
  const output = readOutput(child, settings, context, fate);
  let rowsShown = 0;
  const judgeEnd = (end: ProcessEnd): void => {
    const after = wrongEnd(end, fate.stage, rowsShown, input);
    if (after !== undefined) fate.fail(commandEnded(command, end, after, child));
  };
  const work: Work = { settings, child, input, fate, ended: output.ended.then(judgeEnd) };

  return {
    survive: (forMs) => survive(work, forMs),
    observe: async (rows) => {
      rowsShown += rows.length;
      if (input === undefined) return;
      for (const row of rows) {
        if (fate.stage !== "shown") return;
        const caughtUp = input.add(row);
        if (caughtUp !== undefined) await patiently(work, caughtUp);
      }
      const caughtUp = context.clockKind.kind === "virtual" ? undefined : input.flush();
      if (caughtUp !== undefined) await patiently(work, caughtUp);
    },
    stop: (graceMs) => stop(work, graceMs),
    ignoredLines: output.ignoredLines,
    notes: output.notes,
  };
}

/** Waits for a reader to catch up, but not for ever. */
async function patiently({ settings, child, fate }: Work, caughtUp: Promise<void>): Promise<void> {
  const { command, wall, startTimeoutMs } = settings;
  if ((await within(startTimeoutMs, wall, caughtUp)) === "late")
    fate.fail(commandStuck(command, `took no rows for ${startTimeoutMs / 1000} s`, child));
}

function fateOf(child: GuardedProcess, wall: Clock, { onError }: RemoteContext): Fate {
  const fate: Fate = {
    stage: "shown",
    failure: undefined,
    fail: (error) => {
      if (fate.stage === "over") return;
      fate.stage = "over";
      fate.failure = error;
      onError(error);
      void child.stop(0, wall);
    },
  };
  return fate;
}

async function survive({ settings, fate, ended }: Work, forMs: number): Promise<void> {
  await within(forMs, settings.wall, ended);
  if (fate.failure !== undefined) throw fate.failure;
}

async function stop(work: Work, graceMs: number): Promise<void> {
  const { settings, child, input, fate, ended } = work;
  if (graceMs === 0) fate.stage = "over";
  if (fate.stage === "shown" && input === undefined) await stopFollower(work, graceMs);
  if (fate.stage === "shown" && input !== undefined) await endInput(work, input, graceMs);
  if (fate.stage === "over") await child.stop(0, settings.wall);
  await ended;
}

/** It has no end of its own. */
async function stopFollower({ settings, child, fate, ended }: Work, graceMs: number): Promise<void> {
  await within(Math.min(graceMs, lastLookMs), settings.wall, ended);
  if (fate.stage === "shown") fate.stage = "closing";
  await child.stop(graceMs, settings.wall);
}

async function endInput(
  { settings, child, fate, ended }: Work,
  input: RowInput,
  graceMs: number,
): Promise<void> {
  fate.stage = "closing";
  input.end();
  if ((await within(graceMs, settings.wall, ended)) === "late")
    fate.fail(commandStuck(settings.command, `had not ended ${graceMs / 1000} s after its input did`, child));
}

/** In which moment it should not have ended like this; `undefined` when all is well. */
function wrongEnd(
  end: ProcessEnd,
  stage: Stage,
  rowsShown: number,
  input: RowInput | undefined,
): string | undefined {
  if (stage === "over") return undefined;
  if (stage === "shown") return input === undefined ? "before it was stopped" : `after ${rowsShown} rows`;
  // Who follows a log is stopped by a signal, and may say so in its exit code.
  if (input === undefined) return undefined;
  if (end.code !== 0) return "after its last row";
  return input.wasCutShort() ? "without having read all of its input" : undefined;
}

interface Output {
  readonly ignoredLines: () => number;
  readonly notes: () => readonly string[];
  /** Its last line has been read. */
  readonly ended: Promise<ProcessEnd>;
}

/** Far above what a program says about the longest drill; one that prints without end is stopped. */
const mostLines = 1_000_000;

function readOutput(
  child: GuardedProcess,
  { command, feed, alertPattern }: CommandSettings,
  { onAlert }: RemoteContext,
  { fail }: Fate,
): Output {
  let [printed, ignored] = [0, 0];
  let firstIgnored: string | undefined;
  const rowsAs = feed.kind === "log" ? "in {log}" : `on standard input as ${feed.lines.format}`;
  const notes = (): readonly string[] => {
    if (printed > ignored) return [];
    const said = firstIgnored === undefined ? "" : `, the first one: ${shown(firstIgnored)}`;
    if (printed === 0) return [`The command printed nothing. It was given the rows ${rowsAs}.`];
    const lines = printed === 1 ? "1 line that is no alert" : `${printed} lines, none of them an alert`;
    return [`The command printed ${lines}${said}. It was given the rows ${rowsAs}.`];
  };
  const lines = outputLines((line) => {
    printed += 1;
    if (printed > mostLines) {
      fail(commandRunaway(command, mostLines));
      return;
    }
    if (line === undefined) {
      fail(alertNotUnderstood(command, printed, "", `it is longer than ${longestLineBytes / 1024} KiB`));
      return;
    }
    const read = readAlertLine(line, alertPattern);
    switch (read.kind) {
      case "alert":
        onAlert(read.alert);
        break;
      case "mistake":
        fail(alertNotUnderstood(command, printed, line, read.mistake));
        break;
      case "chatter":
        ignored += 1;
        firstIgnored ??= line;
    }
  });
  child.stdout.on("data", lines.push);
  const ended = child.exited.then(async (end) => {
    await drained(child.stdout);
    lines.end();
    return end;
  });
  return { ignoredLines: () => ignored, notes, ended };
}
