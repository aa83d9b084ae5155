import { isJsonObject, parseJson } from "../text/json.ts";
import type { Allocated } from "./observation.ts";

/** What a process has done since tracing began. A counter is absent where it is not measured. */
export interface TracedCounters {
  /** Over the network. What is looked at and left in the queue does not count. */
  readonly receivedBytes?: number;
  /** Over the network. */
  readonly sentBytes?: number;
  /** By name. */
  readonly syscalls?: ReadonlyMap<string, number>;
  readonly allocated?: Allocated;
}

/** What can be traced. */
export const measures = ["received", "sent", "syscalls", "allocated"] as const;

export type Measure = (typeof measures)[number];

/** What is to be traced. */
export interface TraceOrder {
  readonly pids: readonly number[];
  /** Whether processes that a watched one starts from now on count for that one. */
  readonly children: "counted" | "ignored";
  /** By the C library. */
  readonly allocations: "counted" | "ignored";
}

/** Code of a C library in a process, whose range of addresses names a file in `/proc/<pid>/map_files`. */
export interface MappedLibrary {
  readonly pid: number;
  readonly fromAddress: bigint;
  readonly toAddress: bigint;
  /** Device and inode: the same for all processes that use it. */
  readonly file: string;
}

/**
 * The C library of a process.
 * @param maps - the content of `/proc/<pid>/maps`
 * @returns undefined for a program that is linked without one
 */
export function libraryIn(maps: string, pid: number): MappedLibrary | undefined {
  const line =
    /^([\da-f]{1,16})-([\da-f]{1,16}) r-xp [\da-f]+ (\S+ \d+) +\/.*\/(?:libc\.so\.6|libc-[\d.]+\.so|ld-musl-[^/]+)$/m;
  const [, from, to, file] = line.exec(maps) ?? [];
  if (from === undefined || to === undefined || file === undefined) return undefined;
  return { pid, fromAddress: BigInt(`0x${from}`), toAddress: BigInt(`0x${to}`), file };
}

/** At most so many allocations that were not given back are followed. */
export const mostAllocations = 65_536;

/** What the kernel must have for a measure, as folders of tracefs. */
const needs: Readonly<Record<Measure, readonly string[]>> = {
  received: ["sock/sock_recv_length"],
  sent: ["sock/sock_send_length"],
  syscalls: ["raw_syscalls/sys_enter"],
  allocated: [],
};
const alwaysNeeded = ["signal/signal_generate", "sched/sched_process_fork", "sched/sched_process_exit"];

/** Everything to look for, as folders of tracefs. */
export const tracepoints: readonly string[] = [...alwaysNeeded, ...measures.flatMap((name) => needs[name])];

/** The tracepoints that a measure lacks, as bpftrace names them: `sock:sock_recv_length`. */
export function lackingFor(measure: Measure, has: ReadonlySet<string>): readonly string[] {
  return [...alwaysNeeded, ...needs[measure]]
    .filter((folder) => !has.has(folder))
    .map((folder) => folder.replace("/", ":"));
}

/** IPv4 and IPv6: pipes of a machine with itself are sockets, too. */
const isNetwork = "(args->family == 2 || args->family == 10)";

/** In `flags`: the bytes stay in the queue. */
const isPeek = "(args->flags & 2)";

const maps: Readonly<Record<Measure, readonly string[]>> = {
  received: ["rx"],
  sent: ["tx"],
  syscalls: ["sys"],
  // What was given back first, so that it is never more than what was got.
  allocated: ["gave", "gaves", "got", "gots"],
};

/**
 * A program for bpftrace. It says `pid N`, its own, when it has begun, and for each signal its counters and then `read`.
 * Whatever varies in it is a number.
 * @param libraries - with the functions that allocate
 * @param signal - the number of one that does nothing to it
 */
export function traceProgram(
  { pids, children }: TraceOrder,
  measured: readonly Measure[],
  libraries: readonly MappedLibrary[],
  signal: number,
): string {
  const watch = pids.map((pid) => `@p[${pid}] = ${pid};`).join(" ");
  const prints = measured.flatMap((measure) => maps[measure]).map((map) => `print(@${map});`);
  const probes: Readonly<Record<Measure, readonly string[]>> = {
    received: [
      `tracepoint:sock:sock_recv_length /@p[pid] && ${isNetwork} && args->ret > 0 && !${isPeek}/ { @rx[@p[pid]] = sum(args->ret); }`,
    ],
    sent: [
      `tracepoint:sock:sock_send_length /@p[pid] && ${isNetwork} && args->ret > 0/ { @tx[@p[pid]] = sum(args->ret); }`,
    ],
    syscalls: [`tracepoint:raw_syscalls:sys_enter /@p[pid]/ { @sys[@p[pid], args->id] = count(); }`],
    allocated: libraries.flatMap(allocationProbes),
  };
  return [
    `BEGIN { @self[pid] = 1; ${watch} printf("pid %d", pid); }`,
    `tracepoint:signal:signal_generate /args->sig == ${signal} && @self[args->pid]/ { ${prints.join(" ")} printf("read"); }`,
    // A tracer whose reader is gone dies of its next word.
    `interval:s:1 { printf("alive"); }`,
    ...(children === "counted" ? childProbes : []),
    ...measured.flatMap((measure) => probes[measure]),
  ].join("\n");
}

/** A thread has an id of the same kind, which no process has while the thread lives. */
const childProbes = [
  "tracepoint:sched:sched_process_fork /@p[pid]/ { @p[args->child_pid] = @p[pid]; }",
  "tracepoint:sched:sched_process_exit /@p[tid] && @p[tid] != tid/ { delete(@p[tid]); }",
];

/** An allocation counts if there is room to remember it. */
function allocationProbes({ pid, fromAddress, toAddress }: MappedLibrary): readonly string[] {
  const at = `/proc/${pid}/map_files/${fromAddress.toString(16)}-${toAddress.toString(16)}`;
  const asks = (name: string, bytes: string): string =>
    `uprobe:${at}:${name} /@p[pid]/ { @asked[tid] = ${bytes}; }`;
  const gets = (name: string): string =>
    `uretprobe:${at}:${name} /@asked[tid]/ { if (retval != 0) { @held[pid, retval] = @asked[tid]; if (@held[pid, retval] == @asked[tid]) { @got[@p[pid]] = sum(@asked[tid]); @gots[@p[pid]] = count(); } } delete(@asked[tid]); }`;
  const givesBack = (name: string): string =>
    `uprobe:${at}:${name} /@p[pid] && @held[pid, arg0]/ { @gave[@p[pid]] = sum(@held[pid, arg0]); @gaves[@p[pid]] = count(); delete(@held[pid, arg0]); }`;
  return [
    asks("malloc", "arg0"),
    gets("malloc"),
    asks("calloc", "arg0 * arg1"),
    gets("calloc"),
    // What is resized is given back and got again.
    givesBack("realloc"),
    asks("realloc", "arg1"),
    gets("realloc"),
    givesBack("free"),
  ];
}

/** Reads what such a program says, line by line. */
export class TraceReader {
  readonly #measures: readonly Measure[];
  readonly #syscallName: (number: number) => string;
  /** By map and key. */
  readonly #counts = new Map<string, ReadonlyMap<string, number>>();
  #pid: number | undefined;

  constructor(wanted: readonly Measure[], syscallName: (number: number) => string) {
    this.#measures = wanted;
    this.#syscallName = syscallName;
  }

  /** The tracer's own pid as the kernel sees it; undefined before it has begun. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** @returns what the line completes, if anything */
  read(line: string): "begun" | "counters" | undefined {
    const said = line === "" ? undefined : parseJson(line);
    if (!isJsonObject(said)) return undefined;
    const { type, data } = said;
    if (type === "map" && isJsonObject(data)) this.#take(data);
    if (type !== "printf" || typeof data !== "string") return undefined;
    if (data === "read") return "counters";
    const [, pid] = /^pid (\d+)$/.exec(data) ?? [];
    if (pid === undefined) return undefined;
    this.#pid = Number(pid);
    return "begun";
  }

  #take(data: Readonly<Record<string, unknown>>): void {
    for (const [name, table] of Object.entries(data)) {
      if (!isJsonObject(table)) continue;
      const counts = new Map<string, number>();
      for (const [key, count] of Object.entries(table)) if (typeof count === "number") counts.set(key, count);
      this.#counts.set(name.slice(1), counts);
    }
  }

  /** As of the last `read`. A process without an entry has done nothing. */
  countersOf(pid: number): TracedCounters {
    const of = (map: string): number => this.#counts.get(map)?.get(String(pid)) ?? 0;
    const has = (measure: Measure): boolean => this.#measures.includes(measure);
    return {
      ...(has("received") ? { receivedBytes: of("rx") } : {}),
      ...(has("sent") ? { sentBytes: of("tx") } : {}),
      ...(has("syscalls") ? { syscalls: this.#syscallsOf(pid) } : {}),
      ...(has("allocated")
        ? { allocated: { bytes: of("got") - of("gave"), count: of("gots") - of("gaves") } }
        : {}),
    };
  }

  #syscallsOf(pid: number): ReadonlyMap<string, number> {
    const head = `${pid},`;
    const calls = new Map<string, number>();
    for (const [key, count] of this.#counts.get("sys") ?? [])
      if (key.startsWith(head)) calls.set(this.#syscallName(Number(key.slice(head.length))), count);
    return calls;
  }
}
