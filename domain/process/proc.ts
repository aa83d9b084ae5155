import type { ProcessEnd, ProcessSample, SampleField } from "./observation.ts";
import { sampleFields } from "./observation.ts";
import type { TracedCounters } from "./trace.ts";

/** What came of reading a file of /proc. `gone`: there is no such process, or no such file. `denied`: it is another user's. */
export type Read<T> =
  { readonly kind: "read"; readonly value: T } | { readonly kind: "gone" } | { readonly kind: "denied" };

/** The files of /proc. Paths begin behind `/proc/`: `4711/stat`. */
export interface ProcFiles {
  readonly text: (path: string) => Read<string>;
  readonly names: (path: string) => Read<readonly string[]>;
}

/** What `/proc/<pid>/stat` says. */
interface Stat {
  /** At most 15 bytes; it can hold blanks and parentheses. */
  readonly command: string;
  readonly state: string;
  /** Processor time of all threads, ended ones included. */
  readonly cpuTicks: number;
  /** Since the system started. With the pid it identifies the process. */
  readonly startTicks: number;
  /** As `wait` reports it; 0 while the process runs, and where it may not be read. */
  readonly waitStatus: number;
}

/** @returns undefined for a text that is no such file */
function parseStat(text: string): Stat | undefined {
  const [open, close] = [text.indexOf("("), text.lastIndexOf(")")];
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(" ");
  const [state] = fields;
  // Counted from the third field on, as proc(5) counts them.
  const number = (field: number): number => Number(fields[field - 3] ?? NaN);
  const cpuTicks = number(14) + number(15);
  const startTicks = number(22);
  if (open < 0 || close < open || state === undefined || !Number.isFinite(cpuTicks + startTicks))
    return undefined;
  const waitStatus = number(52);
  return {
    command: text.slice(open + 1, close),
    state,
    cpuTicks,
    startTicks,
    waitStatus: Number.isFinite(waitStatus) ? waitStatus : 0,
  };
}

/** Linux reports processor time in hundredths of a second. */
const tickMs = 10;

/** From this length of an interval on, ticks are exact enough. */
const longMs = 10_000;

/** What the ticks of an interval can be off by: one at either end. */
const slackMs = 2 * tickMs;

/** Counters of one thread. */
interface ThreadTimes {
  readonly cpuMs: number;
  /** Ready to run, but without a core. */
  readonly waitedMs: number;
  /** How often it was put on a core: its context switches. */
  readonly switches: number;
}

/** The counters at one instant. */
interface Counters {
  readonly atMs: number;
  readonly cpuTicks: number;
  /** By thread id; undefined where the kernel does not count. */
  readonly threads: ReadonlyMap<string, ThreadTimes> | undefined;
  readonly readBytes: number | undefined;
  readonly writtenBytes: number | undefined;
  readonly traced: TracedCounters;
}

/** A process as /proc shows it at one instant. */
export interface ProcessIdentity {
  readonly command: string;
  readonly startTicks: number;
}

/**
 * Names the process that has this pid now.
 * @returns undefined if there is none, or only its exit status is left
 */
export function identityOf(files: ProcFiles, pid: number): ProcessIdentity | undefined {
  const read = files.text(`${pid}/stat`);
  const stat = read.kind === "read" ? parseStat(read.value) : undefined;
  return stat === undefined || isOver(stat) ? undefined : stat;
}

/** A zombie: the process has ended, and its parent has not asked how. */
function isOver({ state }: Stat): boolean {
  return state === "Z" || state === "X";
}

/**
 * Samples one process. Processor time is the sum of the threads' schedstat, which is exact to the nanosecond but forgets
 * ended threads; over 10 s and more, and where threads with more than two ticks have ended, it is the ticks of the whole
 * process.
 */
export class ProcessSampler {
  readonly #files: ProcFiles;
  readonly #pid: number;
  readonly #startTicks: number;
  readonly #signalName: (number: number) => string;
  readonly #denied = new Set<string>();
  #before: Counters | undefined;
  #waitedMs: number | undefined;

  /** @param signalName - of a signal's number: `SIGKILL` */
  constructor(
    files: ProcFiles,
    pid: number,
    { startTicks }: ProcessIdentity,
    signalName: (number: number) => string,
  ) {
    this.#files = files;
    this.#pid = pid;
    this.#startTicks = startTicks;
    this.#signalName = signalName;
  }

  /** The files of the process that may not be read: `io`, `fd`. */
  get denied(): readonly string[] {
    return [...this.#denied];
  }

  /**
   * How long threads of the process were ready to run in the newest interval, but had no core. Undefined before the first
   * interval, and where the kernel does not count.
   */
  get waitedMs(): number | undefined {
    return this.#waitedMs;
  }

  /**
   * The first sample has no rates: no interval ends with it.
   * @param traced - read at this moment
   */
  sample(nowMs: number, traced: TracedCounters = {}): ProcessSample | ProcessEnd {
    const [status = "", io = ""] = [this.#text("status"), this.#text("io")];
    const openFiles = this.#names("fd")?.length;
    const threads = this.#threads();
    // Last, so that what was read before is of a living process.
    const stat = parseStat(this.#text("stat") ?? "");
    // With another start it is another process that has the pid now.
    if (stat === undefined || stat.startTicks !== this.#startTicks) return { kind: "ended" };
    if (isOver(stat)) return endOf(stat.waitStatus, this.#signalName);
    const counters: Counters = {
      atMs: nowMs,
      cpuTicks: stat.cpuTicks,
      threads,
      readBytes: lineIn(io, "read_bytes"),
      writtenBytes: lineIn(io, "write_bytes"),
      traced,
    };
    const before = this.#before;
    this.#before = counters;
    this.#waitedMs = growthOf(before?.threads, threads)?.waitedMs;
    const rssKib = lineIn(status, "VmRSS");
    return {
      kind: "sample",
      ...present({
        ...(before === undefined ? {} : ratesOf(before, counters)),
        rssBytes: rssKib === undefined ? undefined : rssKib * 1024,
        threads: lineIn(status, "Threads"),
        openFiles,
      }),
      ...callsBetween(before?.traced, traced),
      ...(traced.allocated === undefined ? {} : { allocated: traced.allocated }),
    };
  }

  /** @returns undefined where a thread cannot be read, or the kernel does not count */
  #threads(): ReadonlyMap<string, ThreadTimes> | undefined {
    const threads = new Map<string, ThreadTimes>();
    for (const id of this.#names("task") ?? []) {
      const read = this.#files.text(`${this.#pid}/task/${id}/schedstat`);
      if (read.kind !== "read") continue;
      const [cpuNs = NaN, waitedNs = NaN, switches = NaN] = read.value.split(" ").map(Number);
      if (Number.isFinite(cpuNs + waitedNs + switches))
        threads.set(id, { cpuMs: cpuNs / 1e6, waitedMs: waitedNs / 1e6, switches });
    }
    return threads.size === 0 ? undefined : threads;
  }

  #text(name: string): string | undefined {
    return this.#noted(name, this.#files.text(`${this.#pid}/${name}`));
  }

  #names(name: string): readonly string[] | undefined {
    return this.#noted(name, this.#files.names(`${this.#pid}/${name}`));
  }

  #noted<T>(name: string, read: Read<T>): T | undefined {
    if (read.kind === "denied") this.#denied.add(name);
    return read.kind === "read" ? read.value : undefined;
  }
}

/** The number of a line such as `VmRSS:     1234 kB`. */
function lineIn(text: string, name: string): number | undefined {
  const head = `${name}:`;
  const at = text.startsWith(head) ? 0 : text.indexOf(`\n${head}`) + 1;
  const number = Number.parseInt(text.slice(at + head.length, text.indexOf("\n", at)), 10);
  return (at > 0 || text.startsWith(head)) && number >= 0 ? number : undefined;
}

type Rates = Omit<Pick<ProcessSample, SampleField>, "rssBytes" | "threads" | "openFiles">;

/** Means over the interval between two readings; none for an interval without length. */
function ratesOf(before: Counters, after: Counters): Undefinable<Rates> {
  const ms = after.atMs - before.atMs;
  if (ms <= 0) return {};
  const perS = (from: number | undefined, to: number | undefined): number | undefined =>
    from === undefined || to === undefined ? undefined : (Math.max(0, to - from) / ms) * 1000;
  const ticksMs = (after.cpuTicks - before.cpuTicks) * tickMs;
  const inThreads = growthOf(before.threads, after.threads);
  const areTicksBetter = inThreads === undefined || ms >= longMs || ticksMs - inThreads.cpuMs > slackMs;
  return {
    cpuPercent: ((areTicksBetter ? ticksMs : inThreads.cpuMs) / ms) * 100,
    contextSwitchesPerS: perS(0, inThreads?.switches),
    readBytesPerS: perS(before.readBytes, after.readBytes),
    writtenBytesPerS: perS(before.writtenBytes, after.writtenBytes),
    receivedBytesPerS: perS(before.traced.receivedBytes, after.traced.receivedBytes),
    sentBytesPerS: perS(before.traced.sentBytes, after.traced.sentBytes),
    syscallsPerS: perS(sumOf(before.traced.syscalls), sumOf(after.traced.syscalls)),
  };
}

function sumOf(calls: TracedCounters["syscalls"]): number | undefined {
  return calls === undefined ? undefined : [...calls.values()].reduce((sum, count) => sum + count, 0);
}

/** The system calls of an interval by name. */
function callsBetween(
  before: TracedCounters | undefined,
  after: TracedCounters,
): Pick<ProcessSample, "syscalls"> {
  if (before?.syscalls === undefined || after.syscalls === undefined) return {};
  const [from, to] = [before.syscalls, after.syscalls];
  const calls = [...to]
    .map(([name, count]) => [name, count - (from.get(name) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([one, many], [other, more]) => more - many || (one < other ? -1 : 1));
  return { syscalls: Object.fromEntries(calls) };
}

/** What living threads have done since; a new thread counts from zero. */
function growthOf(before: Counters["threads"], after: Counters["threads"]): ThreadTimes | undefined {
  if (before === undefined || after === undefined) return undefined;
  let [cpuMs, waitedMs, switches] = [0, 0, 0];
  for (const [id, times] of after) {
    const start = before.get(id);
    // The id of an ended thread can come back.
    const isSame = start !== undefined && start.cpuMs <= times.cpuMs && start.switches <= times.switches;
    cpuMs += times.cpuMs - (isSame ? start.cpuMs : 0);
    waitedMs += times.waitedMs - (isSame ? start.waitedMs : 0);
    switches += times.switches - (isSame ? start.switches : 0);
  }
  return { cpuMs, waitedMs, switches };
}

type Undefinable<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The values that there are, rounded to thousandths. */
function present(values: Undefinable<Pick<ProcessSample, SampleField>>): Pick<ProcessSample, SampleField> {
  const rounded: { [F in SampleField]?: number } = {};
  for (const field of sampleFields) {
    const value = values[field];
    if (value !== undefined) rounded[field] = Math.round(value * 1000) / 1000;
  }
  return rounded;
}

/** @param waitStatus - as `wait` reports it: a signal in the low seven bits, else an exit code in the next eight */
function endOf(waitStatus: number, signalName: (number: number) => string): ProcessEnd {
  const signal = waitStatus & 0x7f;
  return signal === 0
    ? { kind: "ended", exitCode: (waitStatus >> 8) & 0xff }
    : { kind: "ended", signal: signalName(signal) };
}
