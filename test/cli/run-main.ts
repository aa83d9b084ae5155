import { Readable } from "node:stream";
import type { Io, StopSignal } from "../../cli/io.ts";
import { main } from "../../cli/program.ts";
import { plainPaint } from "../../report/text/paint.ts";
import type { Finished, ProgramOptions } from "../program/firedrill.ts";

/** An `Io` that records everything. */
export interface CapturedIo {
  readonly io: Io;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The exit codes with which the program ended the process at once. */
  readonly exits: readonly number[];
  /** Sends Ctrl-C or SIGTERM. */
  readonly stop: (signal: StopSignal) => void;
}

/** An `Io` whose output goes to strings. @param input - what arrives on standard input */
export function capturedIo(env: Io["env"] = {}, input: readonly (string | Buffer)[] = []): CapturedIo {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const exits: number[] = [];
  const listeners = new Set<(signal: StopSignal) => void>();
  const io: Io = {
    stdin: () => Readable.from(input.map((chunk) => Buffer.from(chunk))),
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
    env,
    paint: plainPaint,
    unread: new AbortController().signal,
    onStop: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
  };
  return {
    io,
    stdout: () => stdout.join(""),
    stderr: () => stderr.join(""),
    exits,
    stop: (signal) => listeners.forEach((listener) => listener(signal)),
  };
}

/**
 * Runs the program in this process, many times faster than in one of its own. `cwd` changes the working directory of this
 * process, so concurrent tests cannot use it.
 */
export async function runMain(
  args: readonly string[],
  { cwd, env, input }: ProgramOptions & { readonly input?: readonly (string | Buffer)[] } = {},
): Promise<Finished> {
  const { io, stdout, stderr } = capturedIo(env, input);
  const home = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  try {
    const code = await main(args, io);
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    process.chdir(home);
  }
}
