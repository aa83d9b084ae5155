import type { Io, StopSignal } from "../../cli/io.ts";
import { main } from "../../cli/program.ts";
import { plainPaint } from "../../report/text/paint.ts";
import type { Finished, ProgramOptions } from "../program/firedrill.ts";

/** What the program knows of a process, and what a test sees of it. */
export interface CapturedIo {
  readonly io: Io;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** With what the program ended the process, if it did so itself. */
  readonly exits: readonly number[];
  /** Ctrl-C, or what a service manager sends. */
  readonly stop: (signal: StopSignal) => void;
}

/** A process with two pipes, that keeps what it is told. */
export function capturedIo(env: Io["env"] = {}): CapturedIo {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const exits: number[] = [];
  const listeners = new Set<(signal: StopSignal) => void>();
  const io: Io = {
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
 * Runs the program to its end in this process, many times faster than in one of its own. With a folder to run in, it is
 * this process that goes there meanwhile: not for tests that run side by side.
 */
export async function runMain(args: readonly string[], { cwd, env }: ProgramOptions = {}): Promise<Finished> {
  const { io, stdout, stderr } = capturedIo(env);
  const home = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  try {
    const code = await main(args, io);
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    process.chdir(home);
  }
}
