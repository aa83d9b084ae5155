import type { FiredrillError } from "../../domain/error.ts";
import type { LineEncoder, RemoteDetector, RemoteContext } from "../../domain/remote-detector.ts";
import { remoteWindowSize } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { plural } from "../../domain/text/printable.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { readAlertLine } from "./alert-line.ts";
import type { AlertPattern } from "./alert-pattern.ts";
import {
  alertNotUnderstood,
  commandEnded,
  commandRunaway,
  commandHung,
  logFeedNeedsWallTime,
  sessionNotAnswered,
  shown,
} from "./command-errors.ts";
import type { RowInput } from "./command-lines.ts";
import { longestLineBytes, outputLines, rowInput } from "./command-lines.ts";
import type { GuardedProcess, ProcessEnd } from "./guarded-process.ts";
import { drained, startGuarded, within } from "./guarded-process.ts";
import { leftRunningSentences } from "./left-running.ts";

/** How a command gets the rows. */
type CommandFeed =
  /** On standard input. */
  | { readonly kind: "stdin"; readonly lines: LineEncoder }
  /** From the log file whose path replaces `{log}` in the command. */
  | { readonly kind: "log" };

export interface CommandSettings {
  /** As typed into a shell. */
  readonly command: string;
  readonly feed: CommandFeed;
  /** From `parseAlertPattern`. Without it, lines that contain WARNING or ERROR are alerts. */
  readonly alertPattern?: AlertPattern;
  /** A command that reads no rows for this long hangs; on `wall`. */
  readonly startTimeoutMs: number;
  /** Default 10. */
  readonly windowSize?: number;
  /** `many`: each log begins with a row that says so, and one process can get several. Default `one`. */
  readonly session?: "one" | "many";
  /** Wall time, even when the drill's clock is virtual. */
  readonly wall: Clock;
}

export interface CommandDetector extends RemoteDetector {
  /** Number of output lines that were not alerts. */
  readonly ignoredLines: () => number;
  readonly notes: () => readonly string[];
  readonly leftRunning: () => readonly string[];
}

/** A drill in wall time is long, so `start` waits briefly to catch a command that fails immediately. */
const firstLookMs = 250;

/** True when the command reads the log file itself: it contains `{log}`. */
export function followsLog(command: string): boolean {
  return command.includes("{log}");
}

/**
 * A user's program that reads rows and prints alerts (see `readAlertLine`). If it fails, ends early or hangs, the
 * drill ends with an error that quotes its standard error; this never counts as a miss.
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
      run = startCommand(settings, context, line);
      if (context.clockKind.kind !== "virtual") await run.survive(firstLookMs);
    },
    observe: async (rows) => run?.observe(rows),
    stop: async (graceMs) => run?.stop(graceMs),
    ignoredLines: () => run?.ignoredLines() ?? 0,
    notes: () => run?.notes() ?? [],
    leftRunning: () => run?.leftRunning() ?? [],
  };
}

/** Quotes the path for the shell. Replaces quotes that the user put around `{log}`. */
function withLogPath(command: string, logPath: string): string {
  const quoted = `'${logPath.replaceAll("'", String.raw`'\''`)}'`;
  return command.replaceAll(/(["']?)\{log\}\1/g, () => quoted);
}

/** A running command. It gets one log, or with `session: "many"` one after another. */
export interface CommandRun {
  /** @throws FiredrillError when the command fails within this time */
  readonly survive: (forMs: number) => Promise<void>;
  readonly observe: (rows: readonly Observation[]) => Promise<void>;
  /** Ends the log and the command. */
  readonly stop: (graceMs: number) => Promise<void>;
  /**
   * Ends the log and begins the next. Resolves when the command has answered its row, or has failed.
   * @param graceMs - on `wall`
   */
  readonly turn: (graceMs: number) => Promise<void>;
  /** From now on the command works for this log; one that has failed before fails for this log, too. */
  readonly listen: (context: RemoteContext) => void;
  readonly hasFailed: () => boolean;
  /** Of the current log. */
  readonly ignoredLines: () => number;
  /** On the current log. */
  readonly notes: () => readonly string[];
  readonly leftRunning: () => readonly string[];
}

/** The command gets rows (`feeding`), is ending (`closing`), or nothing it does matters any more (`over`). */
type Stage = "feeding" | "closing" | "over";

/** Time for a command that polls the log to see the last rows. */
const lastLookMs = 1000;

interface RunState {
  stage: Stage;
  failure: FiredrillError | undefined;
  /** What the current log is played for. */
  context: RemoteContext;
  /** Ends the run with an error; only the first counts. */
  readonly fail: (error: FiredrillError) => void;
}

/** One running command. */
interface RunParts {
  readonly settings: CommandSettings;
  readonly child: GuardedProcess;
  /** `undefined` when the command follows the log. */
  readonly input: RowInput | undefined;
  readonly state: RunState;
  /** Resolves when the process is gone, its output was read, and a wrong end was reported. */
  readonly ended: Promise<void>;
}

/** @param line - the command for the shell, without placeholders */
export function startCommand(
  settings: CommandSettings,
  context: RemoteContext,
  line = settings.command,
): CommandRun {
  const { command, feed, session = "one", wall } = settings;
  const child = startGuarded({
    command: line,
    // Without this, Python buffers output to a pipe.
    env: { PYTHONUNBUFFERED: "1", ...process.env },
    stdin: feed.kind === "stdin" ? "pipe" : "ignore",
  });
  const input = feed.kind === "stdin" && child.stdin ? rowInput(child.stdin, feed.lines) : undefined;
  const state = runState(child, wall, context);
  const turns: Turns = { begun: 0, answered: 0, onAnswer: undefined };
  const startedMs = wall.nowMs();
  const output = readOutput(child, settings, state, turns);
  let rowsSent = 0;
  const judgeEnd = (end: ProcessEnd): void => {
    const after = wrongEnd(end, state.stage, rowsSent, input);
    if (after !== undefined) state.fail(commandEnded(command, end, after, child));
  };
  let leftRunning: readonly string[] = [];
  const untilEnded = async (): Promise<void> => {
    const end = await output.ended;
    leftRunning = leftRunningSentences(child.leftRunning());
    judgeEnd(end);
  };
  const parts: RunParts = { settings, child, input, state, ended: untilEnded() };
  const beginLog = (): Promise<void> | undefined => {
    turns.begun += 1;
    rowsSent = 0;
    return input?.write(sessionRow(turns.begun));
  };
  if (session === "many") void beginLog();

  return {
    survive: (forMs) => survive(parts, forMs),
    observe: async (rows) => {
      rowsSent += rows.length;
      if (input === undefined) return;
      for (const row of rows) {
        if (state.stage !== "feeding") return;
        const caughtUp = input.add(row);
        if (caughtUp !== undefined) await untilCaughtUp(parts, caughtUp);
      }
      const caughtUp = state.context.clockKind.kind === "virtual" ? undefined : input.flush();
      if (caughtUp !== undefined) await untilCaughtUp(parts, caughtUp);
    },
    stop: async (graceMs) => {
      await stop(parts, graceMs);
      const isAnswered = session === "one" || turns.answered === turns.begun;
      if (!isAnswered && graceMs > 0)
        state.fail(sessionNotAnswered(command, sessionRow(turns.begun), "before it ended", child));
    },
    turn: async (graceMs) => {
      if (state.stage !== "feeding") return;
      const caughtUp = beginLog();
      if (caughtUp !== undefined) await untilCaughtUp(parts, caughtUp);
      // The row of the first log came before any other, so its answer takes no longer than a start.
      const { startTimeoutMs } = settings;
      const leftMs = Math.max(firstLookMs, startedMs + startTimeoutMs - wall.nowMs());
      await answers(parts, turns, 1, {
        graceMs: leftMs,
        when: `within ${startTimeoutMs / 1000} s of its start`,
      });
      await answers(parts, turns, turns.begun, { graceMs, when: `within ${graceMs / 1000} s` });
    },
    listen: (next) => {
      state.context = next;
      output.beginLog();
      if (state.failure !== undefined) next.onError(state.failure);
    },
    hasFailed: () => state.failure !== undefined,
    ignoredLines: output.ignoredLines,
    notes: output.notes,
    leftRunning: () => leftRunning,
  };
}

/** Waits until the command has answered the row of this log, or has failed. An answer that does not come is an error. */
async function answers(
  { settings: { command, wall }, child, state, ended }: RunParts,
  turns: Turns,
  number: number,
  { graceMs, when }: { readonly graceMs: number; readonly when: string },
): Promise<void> {
  if (turns.answered >= number || state.stage !== "feeding") return;
  const answered = new Promise<void>((resolve) => {
    turns.onAnswer = () => {
      if (turns.answered >= number) resolve();
    };
  });
  if ((await within(graceMs, wall, Promise.race([answered, ended]))) === "late")
    state.fail(sessionNotAnswered(command, sessionRow(number), when, child));
}

/** Waits for the reader to catch up, up to the time limit. */
async function untilCaughtUp({ settings, child, state }: RunParts, caughtUp: Promise<void>): Promise<void> {
  const { command, wall, startTimeoutMs } = settings;
  if ((await within(startTimeoutMs, wall, caughtUp)) === "late")
    state.fail(commandHung(command, `read no rows for ${startTimeoutMs / 1000} s`, child));
}

function runState(child: GuardedProcess, wall: Clock, context: RemoteContext): RunState {
  const state: RunState = {
    stage: "feeding",
    failure: undefined,
    context,
    fail: (error) => {
      if (state.stage === "over") return;
      state.stage = "over";
      state.failure = error;
      state.context.onError(error);
      void child.stop(0, wall);
    },
  };
  return state;
}

async function survive({ settings, state, ended }: RunParts, forMs: number): Promise<void> {
  await within(forMs, settings.wall, ended);
  if (state.failure !== undefined) throw state.failure;
}

async function stop(parts: RunParts, graceMs: number): Promise<void> {
  const { settings, child, input, state, ended } = parts;
  if (graceMs === 0) state.stage = "over";
  if (state.stage === "feeding" && input === undefined) await stopFollower(parts, graceMs);
  if (state.stage === "feeding" && input !== undefined) await endInput(parts, input, graceMs);
  if (state.stage === "over") await child.stop(0, settings.wall);
  await ended;
}

/** Stops a command that follows the log, because it does not end on its own. */
async function stopFollower({ settings, child, state, ended }: RunParts, graceMs: number): Promise<void> {
  await within(Math.min(graceMs, lastLookMs), settings.wall, ended);
  if (state.stage === "feeding") state.stage = "closing";
  await child.stop(graceMs, settings.wall);
}

async function endInput(
  { settings, child, state, ended }: RunParts,
  input: RowInput,
  graceMs: number,
): Promise<void> {
  state.stage = "closing";
  input.end();
  if ((await within(graceMs, settings.wall, ended)) === "late")
    state.fail(
      commandHung(settings.command, `did not end within ${graceMs / 1000} s after its input`, child),
    );
}

/** When the command ended, as text, if it should not have ended then; else `undefined`. */
function wrongEnd(
  end: ProcessEnd,
  stage: Stage,
  rowsSent: number,
  input: RowInput | undefined,
): string | undefined {
  if (stage === "over") return undefined;
  if (stage === "feeding")
    return input === undefined ? "before it was stopped" : `after ${plural(rowsSent, "row")}`;
  // A command that follows the log is stopped by a signal, which may show in its exit code.
  if (input === undefined) return undefined;
  if (end.code !== 0) return "after its last row";
  return input.wasCutShort() ? "before it read all of its input" : undefined;
}

/** The row that begins a log, which the command answers by printing it. */
function sessionRow(number: number): string {
  return `{"session":${number}}\n`;
}

/** @returns undefined for any other line */
function sessionIn(line: string): number | undefined {
  const [, digits] = /^\s*\{\s*"session"\s*:\s*(\d+)\s*\}\s*$/.exec(line) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The logs that a command was told to begin, counted from 1, and those that it has begun. */
interface Turns {
  begun: number;
  answered: number;
  onAnswer: (() => void) | undefined;
}

interface Output {
  readonly ignoredLines: () => number;
  readonly notes: () => readonly string[];
  /** What is printed from here on belongs to another log. */
  readonly beginLog: () => void;
  /** Resolves when the last line was read. */
  readonly ended: Promise<ProcessEnd>;
}

/** Far more than a detector prints in the longest drill. Stops a program that prints without end. */
const mostLines = 1_000_000;

function readOutput(
  child: GuardedProcess,
  { command, feed, alertPattern, session = "one" }: CommandSettings,
  state: RunState,
  turns: Turns,
): Output {
  let [printed, ignored] = [0, 0];
  let firstIgnored: string | undefined;
  const rowsAs = feed.kind === "log" ? "in {log}" : `on standard input as ${feed.lines.format}`;
  const notes = (): readonly string[] => {
    if (printed > ignored) return [];
    const example = firstIgnored === undefined ? "" : `; the first: ${shown(firstIgnored)}`;
    if (printed === 0) return [`The command printed nothing. It got the rows ${rowsAs}.`];
    const lines = printed === 1 ? "1 line, not an alert" : `${printed} lines, none of them an alert`;
    return [`The command printed ${lines}${example}. It got the rows ${rowsAs}.`];
  };
  const isAnswer = (line: string): boolean => {
    const number = session === "many" ? sessionIn(line) : undefined;
    if (number === undefined || number !== turns.answered + 1 || number > turns.begun) return false;
    turns.answered = number;
    turns.onAnswer?.();
    return true;
  };
  const lines = outputLines((line) => {
    if (line !== undefined && isAnswer(line)) return;
    printed += 1;
    if (printed > mostLines) {
      state.fail(commandRunaway(command, mostLines));
      return;
    }
    if (line === undefined) {
      const mistake = `it is longer than ${longestLineBytes / 1024} KiB`;
      state.fail(alertNotUnderstood(command, printed, "", mistake));
      return;
    }
    const read = readAlertLine(line, alertPattern);
    switch (read.kind) {
      case "alert":
        if (session === "many" && turns.answered === 0)
          state.fail(sessionNotAnswered(command, sessionRow(1), "before it printed an alert", child));
        else state.context.onAlert(read.alert);
        break;
      case "mistake":
        state.fail(alertNotUnderstood(command, printed, line, read.mistake));
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
  return {
    ignoredLines: () => ignored,
    notes,
    beginLog: () => {
      [printed, ignored, firstIgnored] = [0, 0, undefined];
    },
    ended,
  };
}
