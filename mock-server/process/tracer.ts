import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { syscallNames } from "../../domain/process/syscalls.ts";
import type { MappedLibrary, Measure, TracedCounters, TraceOrder } from "../../domain/process/trace.ts";
import {
  lackingFor,
  libraryIn,
  measures,
  mostAllocations,
  TraceReader,
  traceProgram,
  tracepoints,
} from "../../domain/process/trace.ts";

/** A tracer of processes. It ends when this process does, even by `kill -9`. */
export interface Tracer {
  /** What is not measured and why, as sentences. There are more of them when tracing has ended early. */
  readonly notes: readonly string[];
  /** The counters of now, by pid, without those that are not measured. */
  readonly read: () => Promise<(pid: number) => TracedCounters>;
  readonly stop: () => Promise<void>;
}

/** Starts bpftrace. Resolves when it counts. Never fails: what cannot be measured is in the notes. */
export async function startTracer(order: TraceOrder): Promise<Tracer> {
  const wanted = measures.filter((measure) => measure !== "allocated" || order.allocations === "counted");
  const has = await tracepointsHere();
  if (typeof has === "string") return untraced([notMeasured(wanted, has)]);
  const measured = wanted.filter((measure) => lackingFor(measure, has).length === 0);
  const lacking = wanted.flatMap((measure) => {
    const names = lackingFor(measure, has);
    return names.length === 0 ? [] : [notMeasured([measure], `This kernel has no ${names.join(", ")}.`)];
  });
  return measured.length === 0 ? untraced(lacking) : trace(order, measured, lacking);
}

function untraced(notes: readonly string[]): Tracer {
  return { notes, read: async () => nothingCounted, stop: async () => undefined };
}

const nothingCounted = (): TracedCounters => ({});

async function trace(
  order: TraceOrder,
  measured: readonly Measure[],
  lacking: readonly string[],
): Promise<Tracer> {
  const notes = [...lacking];
  const reader = new TraceReader(measured, syscallNames(process.arch));
  const isCounted = order.allocations === "counted";
  const libraries = isCounted ? librariesOf(order.pids) : [];
  const bpftrace = new Bpftrace(
    traceProgram(order, measured, libraries, constants.signals.SIGURG),
    isCounted ? mostAllocations : Math.max(4096, 512 * order.pids.length),
    (line) => reader.read(line),
    (reason) => notes.push(notMeasured(measured, reason)),
  );
  const hasBegun = await bpftrace.says("begun", longestStartMs);
  if (!hasBegun) await bpftrace.end("bpftrace did not begin in time.");
  if (hasBegun && reader.pid !== bpftrace.pid)
    await bpftrace.end("Processes have other numbers in this container than in the kernel.");
  // Only now has a program that was just started its own library.
  const withoutLibrary = new Set(
    isCounted ? order.pids.filter((pid) => !libraries.some(({ file }) => file === libraryOf(pid)?.file)) : [],
  );
  if (withoutLibrary.size > 0)
    notes.push(notMeasured(["allocated"], `No C library to follow in ${[...withoutLibrary].join(", ")}.`));
  const countersOf = (pid: number): TracedCounters => {
    const { allocated, ...counters } = reader.countersOf(pid);
    return allocated === undefined || withoutLibrary.has(pid) ? counters : { ...counters, allocated };
  };
  return {
    notes,
    read: async () => {
      const counted = bpftrace.says("counters", longestReadMs);
      bpftrace.signal();
      return (await counted) ? countersOf : nothingCounted;
    },
    stop: () => bpftrace.end(),
  };
}

const longestStartMs = 20_000;
const longestReadMs = 2000;

/** What it says, and that it has ended. */
type Said = "begun" | "counters" | "end";

/** A running bpftrace. */
class Bpftrace {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<void>;
  readonly #onEarlyEnd: (reason: string) => void;
  #state: "running" | "ending" | "ended" = "running";
  #heard: ((said: Said) => void) | undefined;

  /**
   * @param mapKeys - how many numbers it remembers of each kind
   * @param read - what a line of its output says
   * @param onEarlyEnd - called with a sentence when it ends for another reason than `end()`
   */
  constructor(
    program: string,
    mapKeys: number,
    read: (line: string) => Said | undefined,
    onEarlyEnd: (reason: string) => void,
  ) {
    this.#onEarlyEnd = onEarlyEnd;
    this.#child = inNamespace('exec bpftrace -f json -e "$1"', [program], {
      // Before version 0.20, and since.
      BPFTRACE_MAP_KEYS_MAX: String(mapKeys),
      BPFTRACE_MAX_MAP_KEYS: String(mapKeys),
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const said = read(line);
      if (said !== undefined) this.#heard?.(said);
    });
    this.#ended = this.#untilEnded();
  }

  async #untilEnded(): Promise<void> {
    const [how, words] = await Promise.all([endOf(this.#child), wordsOf(this.#child.stderr)]);
    if (this.#state === "running") this.#onEarlyEnd(`bpftrace has ended: ${errorIn(words) ?? how}`);
    this.#state = "ended";
    this.#heard?.("end");
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks for the counters. */
  signal(): void {
    this.#child.kill("SIGURG");
  }

  /** @returns false if it does not say so in time, or has ended */
  says(what: Said, withinMs: number): Promise<boolean> {
    if (this.#state === "ended") return Promise.resolve(false);
    const alarm = new AbortController();
    const heard = new Promise<boolean>((resolve) => {
      this.#heard = (said) => {
        if (said !== what && said !== "end") return;
        alarm.abort();
        resolve(said === what);
      };
    });
    const late = sleep(withinMs, false, { signal: alarm.signal }).catch(() => heard);
    return Promise.race([heard, late]);
  }

  /** @param reason - a sentence, if it is too early; unless it has ended already */
  async end(reason?: string): Promise<void> {
    if (this.#state === "running") {
      this.#state = "ending";
      this.#child.kill("SIGKILL");
      if (reason !== undefined) this.#onEarlyEnd(reason);
    }
    await this.#ended;
  }
}

/** The different C libraries of these processes and of this one, whose mapping stays where it is. */
function librariesOf(pids: readonly number[]): readonly MappedLibrary[] {
  const byFile = new Map<string, MappedLibrary>();
  for (const pid of [process.pid, ...pids]) {
    const library = libraryOf(pid);
    if (library !== undefined && !byFile.has(library.file)) byFile.set(library.file, library);
  }
  return [...byFile.values()];
}

function libraryOf(pid: number): MappedLibrary | undefined {
  try {
    return libraryIn(readFileSync(`/proc/${pid}/maps`, "utf8"), pid);
  } catch {
    // It has ended.
    return undefined;
  }
}

/**
 * Where the kernel shows its tracepoints, which is seldom mounted. With a namespace of its own the mount ends with the
 * process, and no other one sees it.
 */
const tracefs = "/sys/kernel/tracing";
const mountTracefs = `[ -d ${tracefs}/events ] || mount -t tracefs tracefs ${tracefs} || exit 1`;

/** Runs a script for the shell that ends when this process does. A session of its own keeps Ctrl-C from it. */
function inNamespace(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const command = ["--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private", "/bin/sh", "-c"];
  return spawn("setpriv", [...command, `${mountTracefs}\n${script}`, "firedrill", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...env },
  });
}

/** Resolves when its output has ended, too. @returns how it ended, as a sentence */
function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve(`${message}.`));
    child.once("close", (code, signal) => {
      resolve(signal === null ? `exit code ${String(code)}.` : `signal ${signal}.`);
    });
  });
}

/** All that a stream brings; nothing for a program that could not be started. */
function wordsOf(stream: Readable): Promise<string> {
  return text(stream).catch(() => "");
}

/** @returns the tracepoints that this kernel has, or why they cannot be known, as a sentence */
async function tracepointsHere(): Promise<ReadonlySet<string> | string> {
  if (process.getuid?.() !== 0) return "Tracing needs root.";
  const child = inNamespace(
    `command -v bpftrace >/dev/null || exit 127\ncd ${tracefs}/events && for event; do [ -d "$event" ] && echo "$event"; done; true`,
    tracepoints,
  );
  const [how, found, words] = await Promise.all([endOf(child), wordsOf(child.stdout), wordsOf(child.stderr)]);
  if (child.exitCode === 127) return "bpftrace is not installed.";
  if (child.exitCode !== 0) return `Tracing cannot begin: ${errorIn(words) ?? how}`;
  return new Set(found.split("\n"));
}

/** The first line that is an error, without what is none: a limit on memory that kernels since 5.11 do not have. */
function errorIn(words: string): string | undefined {
  return words
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !line.includes("RLIMIT_MEMLOCK"));
}

const meanings: Readonly<Record<Measure, string>> = {
  received: "received bytes",
  sent: "sent bytes",
  syscalls: "system calls",
  allocated: "allocated memory",
};

function notMeasured(names: readonly Measure[], reason: string): string {
  return `Not measured: ${names.map((name) => meanings[name]).join(", ")}. ${reason}`;
}
