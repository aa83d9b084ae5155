import { expect, test } from "vitest";
import { syscallNames, syscallNumbers } from "../../../domain/process/syscalls.ts";
import type { Measure, TraceOrder } from "../../../domain/process/trace.ts";
import {
  lackingFor,
  libraryIn,
  TraceReader,
  traceProgram,
  tracepoints,
} from "../../../domain/process/trace.ts";

const order: TraceOrder = { pids: [7, 4711], children: "ignored", allocations: "ignored" };
const measured: readonly Measure[] = ["received", "sent", "syscalls"];
const library = { pid: 7, fromAddress: 0x7fcdc5764000n, toAddress: 0x7fcdc58ba000n, file: "fe:00 339380" };

test("a program counts network bytes of two families and system calls, by process", () => {
  expect(traceProgram(order, measured, [], 23)).toBe(
    [
      'BEGIN { @self[pid] = 1; @p[7] = 7; @p[4711] = 4711; printf("pid %d", pid); }',
      'tracepoint:signal:signal_generate /args->sig == 23 && @self[args->pid]/ { print(@rx); print(@tx); print(@sys); printf("read"); }',
      'interval:s:1 { printf("alive"); }',
      "tracepoint:sock:sock_recv_length /@p[pid] && (args->family == 2 || args->family == 10) && args->ret > 0 && !(args->flags & 2)/ { @rx[@p[pid]] = sum(args->ret); }",
      "tracepoint:sock:sock_send_length /@p[pid] && (args->family == 2 || args->family == 10) && args->ret > 0/ { @tx[@p[pid]] = sum(args->ret); }",
      "tracepoint:raw_syscalls:sys_enter /@p[pid]/ { @sys[@p[pid], args->id] = count(); }",
    ].join("\n"),
  );
});

test("allocations are followed in the file that a range of addresses names", () => {
  const program = traceProgram(order, ["allocated"], [library], 23);

  expect(program).toContain("uprobe:/proc/7/map_files/7fcdc5764000-7fcdc58ba000:malloc /@p[pid]/");
});

test("children are followed on request", () => {
  expect(traceProgram({ ...order, children: "counted" }, measured, [], 23)).toContain(
    "tracepoint:sched:sched_process_fork /@p[pid]/ { @p[args->child_pid] = @p[pid]; }",
  );
});

test.for([
  [["sock/sock_recv_length"], "received", ["sock:sock_recv_length"]],
  [["sock/sock_recv_length"], "sent", []],
  [["signal/signal_generate"], "sent", ["signal:signal_generate"]],
] as const)("a kernel without %j lacks for %s: %j", ([without, measure, lacking]) => {
  const has = new Set(tracepoints.filter((name) => without.every((one) => one !== name)));

  expect(lackingFor(measure, has)).toEqual(lacking);
});

test.for([
  ["7fcdc5764000-7fcdc58ba000 r-xp 00026000 fe:00 339380   /usr/lib/x86_64-linux-gnu/libc.so.6", library],
  ["7fcdc5764000-7fcdc58ba000 r-xp 00026000 fe:00 339380   /lib/libc-2.31.so", library],
  ["7fcdc5764000-7fcdc58ba000 r-xp 00026000 fe:00 339380   /lib/ld-musl-x86_64.so.1", library],
  ["7fcdc5764000-7fcdc58ba000 r--p 00026000 fe:00 339380   /usr/lib/libc.so.6", undefined],
  ["7fcdc5764000-7fcdc58ba000 r-xp 00026000 fe:00 339380   /opt/libcrypto.so.3", undefined],
] as const)("the C library in %s is %o", ([line, found]) => {
  const maps = `55d0c0000000-55d0c0001000 r-xp 00000000 fe:00 12 /usr/bin/app\n${line}\n`;

  expect(libraryIn(maps, 7)).toEqual(found);
});

/** What a reader says to each line of bpftrace, and the counters of process 7 after them. */
function read(wanted: readonly Measure[], ...lines: readonly string[]) {
  const reader = new TraceReader(wanted, syscallNames("x64"));
  const said = lines.map((line) => reader.read(line));
  return { said, pid: reader.pid, counters: reader.countersOf(7) };
}

test("counters are read from what bpftrace prints, with blank lines between", () => {
  const { said, pid, counters } = read(
    measured,
    '{"type": "attached_probes", "data": {"probes": 6}}',
    '{"type": "printf", "data": "pid 99"}',
    "",
    '{"type": "printf", "data": "alive"}',
    '{"type": "map", "data": {"@rx": {"7": 1500, "70": 3}}}',
    '{"type": "map", "data": {"@sys": {"7,0": 12, "7,1": 3, "70,2": 5, "7,1000": 1}}}',
    '{"type": "printf", "data": "read"}',
  );

  expect(said).toEqual([undefined, "begun", undefined, undefined, undefined, undefined, "counters"]);
  expect(pid).toBe(99);
  expect(counters).toEqual({
    receivedBytes: 1500,
    sentBytes: 0,
    syscalls: new Map([
      ["read", 12],
      ["write", 3],
      ["syscall_1000", 1],
    ]),
  });
});

test("what was given back is no longer allocated", () => {
  const { counters } = read(
    ["allocated"],
    '{"type": "map", "data": {"@gave": {"7": 100}}}',
    '{"type": "map", "data": {"@gaves": {"7": 2}}}',
    '{"type": "map", "data": {"@got": {"7": 1024}}}',
    '{"type": "map", "data": {"@gots": {"7": 5}}}',
  );

  expect(counters).toEqual({ allocated: { bytes: 924, count: 3 } });
});

test.for([
  ["x64", 0, "read"],
  ["x64", 102, "getuid"],
  ["x64", 334, "rseq"],
  ["x64", 424, "pidfd_send_signal"],
  ["x64", 425, "io_uring_setup"],
  ["arm64", 63, "read"],
  ["arm64", 174, "getuid"],
  ["arm64", 293, "rseq"],
  ["arm64", 424, "pidfd_send_signal"],
  ["arm64", 250, "syscall_250"],
  ["riscv64", 63, "syscall_63"],
] as const)("on %s system call %i is %s", ([architecture, number, name]) => {
  expect(syscallNames(architecture)(number)).toBe(name);
});

test.for([
  ["getuid", 102],
  ["syscall_1000", 1000],
  ["no_such_call", undefined],
] as const)("%s is number %s", ([name, number]) => {
  expect(syscallNumbers("x64")(name)).toBe(number);
});
