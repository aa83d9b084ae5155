import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { builtProgram } from "./built-program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The result of a finished program. */
export interface Finished {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `own`: signals go to the program and its children, as those of a terminal do. */
  readonly group?: "own";
  /** `open`: standard input is written with `type` and ended with `endInput`. Without it there is none. */
  readonly stdin?: "open";
}

/** The real program while it runs in its own process. */
export interface RunningProgram {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  /** Standard output, then standard error, so far. */
  readonly output: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Writes to standard input. */
  readonly type: (text: string) => void;
  readonly endInput: () => void;
  /** Closes standard output, as a reader that ends does. */
  readonly closeOutput: () => void;
}

/** The words that start the real program. */
export const programWords = [process.execPath, builtProgram()];

/** Starts the real program, by default in the project's folder, and kills it at the end of the test. */
export function startFiredrill(args: readonly string[], options: ProgramOptions = {}): RunningProgram {
  const program = start(args, options);
  onTestFinished(() => program.kill("SIGKILL"));
  return program;
}

/** Runs the real program to its end. */
export function firedrill(args: readonly string[], options: ProgramOptions = {}): Promise<Finished> {
  return start(args, options).finished;
}

function start(args: readonly string[], options: ProgramOptions): RunningProgram {
  const [node = "", ...words] = programWords;
  const child = spawn(node, [...words, ...args], {
    cwd: options.cwd ?? root,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: options.group === "own",
  });
  // A program that has ended reads no more.
  child.stdin.on("error", () => undefined);
  if (options.stdin === undefined) child.stdin.end();
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? undefined, ...output }));
  });
  const { pid = 0 } = child;
  return {
    pid,
    finished,
    output: () => output.stdout + output.stderr,
    type: (text) => void child.stdin.write(text),
    endInput: () => child.stdin.end(),
    closeOutput: () => child.stdout.destroy(),
    kill: (signal) => {
      if (options.group === "own") killGroup(pid, signal);
      else child.kill(signal);
    },
  };
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has ended.
  }
}
