import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { Duplex } from "node:stream";
import type { Readable, Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../domain/time/clock.ts";
import { FiredrillError } from "../../domain/error.ts";
import { createLastWords } from "./last-words.ts";

export interface GuardedCommand {
  /** A text is for the shell, as a person types it; a list is a program and its arguments. */
  readonly command: string | readonly string[];
  /** Default: ours. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: ours. */
  readonly cwd?: string;
  readonly stdin: "pipe" | "ignore";
}

/** How a process ended: by itself with a code (127: there is no such program), or by a signal. */
export interface ProcessEnd {
  readonly code?: number;
  readonly signal?: string;
}

/** A process with all its children, which end when it ends, when stopped, and when we die, of `kill -9` too. */
export interface GuardedProcess {
  /**
   * Only when asked for. Fails with EPIPE or ECONNRESET when it is not read to its end (what ends without having read
   * all of it is found out on Linux only); nobody needs to listen for that.
   */
  readonly stdin?: Writable;
  /** Stalls the process when nobody reads it. */
  readonly stdout: Readable;
  /** Is read anyway, for `lastWords`. */
  readonly stderr: Readable;
  /** Also the id of its process group. */
  readonly pid: number;
  /** Resolves when nothing of it is left and all it said on `stderr` has been read. */
  readonly exited: Promise<ProcessEnd>;
  /** The last 20 lines of its standard error, fit for a terminal; empty when it said nothing. */
  readonly lastWords: () => string;
  /**
   * SIGTERM to all of it, SIGKILL after the grace; resolves when it is gone.
   * @param graceMs - on `wall`
   */
  readonly stop: (graceMs: number, wall: Clock) => Promise<void>;
}

/**
 * The shell leaves a watcher in the process group and becomes the command. The watcher reads a pipe whose other end is
 * ours: when that end closes, which the system sees to however we die, it kills the group and so itself. It ignores
 * what stops the group politely, and is nobody's child, so that no program waits for it.
 */
const guard = `
( trap '' TERM INT HUP
  { read -r _ <&3; kill -KILL -$$; } </dev/null >/dev/null 2>&1 4<&- & )
exec 3<&-
`;

/** Its input comes through a pipe that can tell us, too, when it was closed with something left in it. */
const run = { pipe: 'exec "$@" <&4 4<&-', ignore: 'exec "$@" 4<&-' } as const;

/** A process that leaves its group by making a session of its own is out of reach. */
export function startGuarded({ command, env, cwd, stdin }: GuardedCommand): GuardedProcess {
  const argv = typeof command === "string" ? ["/bin/sh", "-c", command] : command;
  const child = spawnGuard(guard + run[stdin], argv, {
    stdio: ["ignore", "pipe", "pipe", "pipe", stdin],
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  // Without a listener these would end us; what they mean is that there is no `pid`, or is told by `exited`.
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

/** Resolves `done` when the promise settles in time, else `late`. */
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
 * Resolves when everything that a finished process has left in a pipe was read; somebody is reading it. Gives up on
 * a pipe that a runaway child holds open, and closes it.
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
    // It ended in this very moment.
  }
}

function processNotStarted(command: string, options?: ErrorOptions): FiredrillError {
  return new FiredrillError(
    "drill",
    "PROCESS_NOT_STARTED",
    `The system could not start "${command}".`,
    "Check that its folder exists, that there is a /bin/sh, and that the system has room for another process.",
    options,
  );
}
