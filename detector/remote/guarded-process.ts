import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { Duplex } from "node:stream";
import type { Readable, Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../domain/time/clock.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { LeftRunning } from "./left-running.ts";
import { processesOutside, newMark } from "./left-running.ts";
import { createLastWords } from "./last-words.ts";

export interface GuardedCommand {
  /** A string for the shell, or a program and its arguments. */
  readonly command: string | readonly string[];
  /** Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: this process's own. */
  readonly cwd?: string;
  readonly stdin: "pipe" | "ignore";
}

/** How a process ended: with an exit code (127: program not found) or by a signal. */
export interface ProcessEnd {
  readonly code?: number;
  readonly signal?: string;
}

/**
 * A process and its children. They end when it ends, when it is stopped, and when this process dies, even by `kill
 * -9`.
 */
export interface GuardedProcess {
  /**
   * Present for `stdin: "pipe"`. Fails with EPIPE or ECONNRESET when the process does not read it to its end
   * (detected on Linux only); needs no error listener.
   */
  readonly stdin?: Writable;
  /** The process blocks unless this is read. */
  readonly stdout: Readable;
  /** Already read, for `lastWords`. */
  readonly stderr: Readable;
  /** Also the process group's id. */
  readonly pid: number;
  /** Resolves when the whole group is gone and `stderr` was read to its end. */
  readonly exited: Promise<ProcessEnd>;
  /** After `exited`: the processes that it started and that had left its group. */
  readonly leftRunning: () => readonly LeftRunning[];
  /** The last 20 lines of its standard error, safe to print; empty if there are none. */
  readonly lastWords: () => string;
  /**
   * Sends SIGTERM to the group, and SIGKILL after the grace period. Resolves when the group is gone.
   * @param graceMs - on `wall`
   */
  readonly stop: (graceMs: number, wall: Clock) => Promise<void>;
}

/**
 * The shell leaves a watcher in the process group and then becomes the command. The watcher reads a pipe whose other
 * end belongs to this process. However this process dies, the system closes that end, and the watcher kills the group
 * including itself. It ignores polite stop signals, and has no parent that would wait for it.
 */
const guard = `
( trap '' TERM INT HUP QUIT
  { read -r _ <&3; kill -KILL -$$; } </dev/null >/dev/null 2>&1 4<&- & )
exec 3<&-
`;

/** A separate pipe carries the input, so that an early close is noticed even with unread data in it. */
const run = { pipe: 'exec "$@" <&4 4<&-', ignore: 'exec "$@" 4<&-' } as const;

/** Cannot reach a process that leaves its group by starting its own session; `leftRunning` names it. */
export function startGuarded({ command, env, cwd, stdin }: GuardedCommand): GuardedProcess {
  const argv = typeof command === "string" ? ["/bin/sh", "-c", command] : command;
  const mark = newMark();
  const child = spawnGuard(guard + run[stdin], argv, {
    stdio: ["ignore", "pipe", "pipe", "pipe", stdin],
    env: { ...(env ?? process.env), ...mark },
    ...(cwd === undefined ? {} : { cwd }),
  });
  // Without listeners these errors would end this process. They show as a missing `pid` or in `exited`.
  for (const stream of [child, ...child.stdio]) stream?.on("error", () => undefined);
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) throw processNotStarted(argv.join(" "));
  const input = child.stdio[4];
  const words = createLastWords();
  stderr.on("data", words.add);
  let gone = false;
  const exited = endOf(child).finally(() => {
    gone = true;
  });
  const signalAll = (signal: NodeJS.Signals): void => {
    if (!gone) kill(pid, signal);
  };

  return {
    ...(input instanceof Duplex ? { stdin: input.resume() } : {}),
    stdout,
    stderr,
    pid,
    exited,
    lastWords: words.text,
    leftRunning: () => processesOutside(mark, pid),
    stop: async (graceMs, wall) => {
      signalAll("SIGTERM");
      if ((await within(graceMs, wall, exited)) === "late") signalAll("SIGKILL");
      await exited;
    },
  };
}

function spawnGuard(script: string, argv: readonly string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn("/bin/sh", ["-c", script, "firedrill", ...argv], { ...options, detached: true });
  } catch (cause) {
    throw processNotStarted(argv.join(" "), { cause });
  }
}

/** Resolves to `done` if the promise settles in time, else to `late`. */
export async function within(
  graceMs: number,
  wall: Clock,
  promise: Promise<unknown>,
): Promise<"done" | "late"> {
  const alarm = new AbortController();
  const late = wall.sleepUntilMs(wall.nowMs() + graceMs, alarm.signal).then(
    () => "late" as const,
    () => "late" as const,
  );
  const result = await Promise.race([promise.then(() => "done" as const), late]);
  alarm.abort();
  return result;
}

const turnsToReadTheRest = 100;

/**
 * Resolves when the rest of a finished process's output was read by the stream's reader. Gives up on a pipe that an
 * escaped child holds open, and closes it.
 */
export async function drained(stream: Readable): Promise<void> {
  for (let turn = 0; turn < turnsToReadTheRest; turn += 1) {
    if (stream.readableEnded || stream.destroyed) return;
    await nextTurn();
  }
  stream.destroy();
}

async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  const end = await new Promise<ProcessEnd>((resolve) => {
    child.once("exit", (code, signal) => {
      resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) });
    });
  });
  const [, , stderr, guardPipe, input] = child.stdio;
  if (guardPipe instanceof Duplex && !guardPipe.closed) {
    const closed = once(guardPipe, "close");
    guardPipe.resume().end();
    await closed;
  }
  if (input instanceof Duplex) await drained(input);
  if (stderr !== null) await drained(stderr);
  return end;
}

function kill(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has just ended.
  }
}

function processNotStarted(command: string, options?: ErrorOptions): FiredrillError {
  return new FiredrillError(
    "drill",
    "PROCESS_NOT_STARTED",
    `Could not start "${command}".`,
    "Check that its folder and /bin/sh exist, and that the system can start another process.",
    options,
  );
}
