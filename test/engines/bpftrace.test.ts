import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../cli/program.ts";
import type { TracedCounters, TraceOrder } from "../../domain/process/trace.ts";
import { forkOwnProcess } from "../../harness/world/own-module.ts";
import type { Tracer } from "../../mock-server/process/tracer.ts";
import { startTracer } from "../../mock-server/process/tracer.ts";
import { capturedIo, runMain } from "../cli/run-main.ts";

const canTrace = process.getuid?.() === 0 && spawnSync("bpftrace", ["--version"]).status === 0;
const reason = "needs bpftrace and root";

/** Without it a test is skipped, but in CI it fails. */
beforeEach((context: TestContext) => {
  if (canTrace) return;
  if (process.env["CI"] === "true") throw new Error(reason);
  context.skip(reason);
});

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** A process of ours that does what it is told. */
async function startTraced(): Promise<{
  readonly pid: number;
  readonly does: (task: string, amount: number, port?: number) => Promise<void>;
}> {
  const child = forkOwnProcess("test/engines/traced", [], {});
  children.push(child);
  await once(child, "message");
  return {
    pid: child.pid ?? 0,
    does: async (task, amount, port = 0) => {
      child.send([task, amount, port]);
      await once(child, "message");
    },
  };
}

function grown(from = 0, to = 0): number {
  return to - from;
}

/** Runs the deed between two readings. @returns how much the counters have grown */
async function countedDuring(
  order: Partial<TraceOrder> & Pick<TraceOrder, "pids">,
  deed: () => Promise<void>,
): Promise<{ readonly growth: TracedCounters; readonly notes: readonly string[] }> {
  const tracer = await startTracer({ children: "ignored", allocations: "ignored", ...order });
  const [pid = 0] = order.pids;
  const before = (await tracer.read())(pid);
  await deed();
  const after = (await tracer.read())(pid);
  await tracer.stop();
  return {
    growth: {
      receivedBytes: grown(before.receivedBytes, after.receivedBytes),
      sentBytes: grown(before.sentBytes, after.sentBytes),
      syscalls: new Map(
        [...(after.syscalls ?? [])].map(([name, count]) => [name, grown(before.syscalls?.get(name), count)]),
      ),
    },
    notes: tracer.notes,
  };
}

/** A server that sends so many bytes to who connects, and reads what it gets. */
async function startPeer(bytes = 0): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.resume();
    if (bytes > 0) socket.end(Buffer.alloc(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, close: () => server.close() };
}

const bytes = 20_000_000;

test("every byte that a process receives is counted, and those of its own channel are not", async () => {
  const traced = await startTraced();
  const peer = await startPeer(bytes);

  const { growth, notes } = await countedDuring({ pids: [traced.pid] }, () =>
    traced.does("receive", bytes, peer.port),
  );
  peer.close();

  expect(growth).toMatchObject({ receivedBytes: bytes, sentBytes: 0 });
  expect(notes).toEqual([]);
});

test("every byte that a process sends is counted, over TCP and UDP", async () => {
  const traced = await startTraced();
  const peer = await startPeer();
  const receiver = createSocket("udp4").bind(0, "127.0.0.1");
  await once(receiver, "listening");

  const { growth } = await countedDuring({ pids: [traced.pid] }, async () => {
    await traced.does("send", bytes, peer.port);
    await traced.does("datagrams", 50, receiver.address().port);
  });
  peer.close();
  receiver.close();

  expect(growth).toMatchObject({ sentBytes: bytes + 50_000, receivedBytes: 0 });
});

test("what is only looked at in the queue is not received", async () => {
  const peer = await startPeer(1000);
  const program = `
import socket, sys
sys.stdin.readline()
s = socket.create_connection(("127.0.0.1", ${peer.port}))
for _ in range(10): s.recv(1000, socket.MSG_PEEK | socket.MSG_WAITALL)
s.recv(1000, socket.MSG_WAITALL)
print("done", flush=True)
sys.stdin.readline()`;
  const looker = spawn("python3", ["-c", program], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(looker);

  const { growth } = await countedDuring({ pids: [looker.pid ?? 0] }, async () => {
    looker.stdin.write("go\n");
    await once(looker.stdout, "data");
  });
  peer.close();

  expect(growth.receivedBytes).toBe(1000);
});

test("system calls are counted by name", async () => {
  const traced = await startTraced();

  const { growth } = await countedDuring({ pids: [traced.pid] }, () => traced.does("calls", 10_000));

  expect(growth.syscalls?.get("getuid")).toBe(10_000);
});

test.for([
  ["ignored", 0],
  ["counted", 5000],
] as const)("what children send is %s: %i bytes of 5000", async ([kind, expected]) => {
  const traced = await startTraced();
  const peer = await startPeer();

  const { growth } = await countedDuring({ pids: [traced.pid], children: kind }, () =>
    traced.does("child", 5000, peer.port),
  );
  peer.close();

  expect(growth.sentBytes).toBe(expected);
});

test("what a process has allocated and not given back is followed", async () => {
  const program = `
import ctypes, sys
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.calloc.restype = libc.realloc.restype = ctypes.c_void_p
libc.free.argtypes = libc.realloc.argtypes = None
block = lambda pointer: ctypes.c_void_p(pointer)
for line in sys.stdin:
    kept = [libc.malloc(100_000) for _ in range(100)] + [libc.calloc(10, 30_000)]
    libc.free(block(kept[0]))
    kept[1] = libc.realloc(block(kept[1]), 200_000)
    print("done", flush=True)`;
  const allocating = spawn("python3", ["-c", program], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(allocating);
  const pid = allocating.pid ?? 0;
  allocating.stdin.write("go\n");
  await once(allocating.stdout, "data");
  const tracer = await startTracer({ pids: [pid], children: "ignored", allocations: "counted" });
  const before = (await tracer.read())(pid).allocated;

  allocating.stdin.write("go\n");
  await once(allocating.stdout, "data");
  const after = (await tracer.read())(pid).allocated;
  await tracer.stop();

  const growth = (after?.bytes ?? 0) - (before?.bytes ?? 0);
  const asked = 100_000 * 98 + 200_000 + 300_000;
  // Python itself allocates a little.
  expect(Math.abs(growth / asked - 1)).toBeLessThan(0.01);
  expect(tracer.notes).toEqual([]);
});

test("a program without a C library has no allocations to follow, which is said", async () => {
  const tracer = await startTracer({ pids: [2], children: "ignored", allocations: "counted" });
  const counted = (await tracer.read())(2);
  await tracer.stop();

  expect(Object.keys(counted)).toEqual(["receivedBytes", "sentBytes", "syscalls"]);
  expect(tracer.notes).toEqual(["Not measured: allocated memory. No C library to follow in 2."]);
});

/** The living processes whose command line holds a program that traces this process. */
function tracersOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // A zombie has no command line.
        return readFileSync(`/proc/${name}/cmdline`, "latin1").includes(`@p[${pid}] = ${pid};`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The programs that a process has in the kernel, by their numbers. */
function kernelProgramsOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/fdinfo`).flatMap((file) => {
    const [, id] = /^prog_id:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${file}`, "utf8")) ?? [];
    return id === undefined ? [] : [Number(id)];
  });
}

/** Those of these programs that the kernel still has. */
function stillInKernel(programs: readonly number[]): string {
  const [number, getById] = [process.arch === "arm64" ? 280 : 321, 13];
  const program = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
for id in sys.argv[1:]:
    attributes = (ctypes.c_uint32 * 30)(int(id))
    file = libc.syscall(${number}, ${getById}, attributes, 120)
    if file >= 0 or ctypes.get_errno() != 2: print(id, file, ctypes.get_errno())`;
  return spawnSync("python3", ["-c", program, ...programs.map(String)], { encoding: "utf8" }).stdout;
}

test.for([
  ["kill -9", (child: ChildProcess) => child.kill("SIGKILL")],
  ["Ctrl-C", (child: ChildProcess) => child.kill("SIGINT")],
  ["a failure", (child: ChildProcess) => child.send("fail")],
] as const)("after %s no process, no mount and no program in the kernel is left", async ([, end]) => {
  const mounts = readFileSync("/proc/mounts", "utf8");
  const child = forkOwnProcess("test/engines/tracing", [], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  await once(child, "message");
  const tracers = tracersOf(child.pid ?? 0);
  const programs = tracers.flatMap(kernelProgramsOf);

  end(child);
  await once(child, "exit");

  expect(tracers).toHaveLength(1);
  expect(programs.length).toBeGreaterThan(3);
  await expect.poll(() => tracersOf(child.pid ?? 0)).toEqual([]);
  await expect.poll(() => stillInKernel(programs)).toBe("");
  expect(readFileSync("/proc/mounts", "utf8")).toBe(mounts);
});

const order: TraceOrder = { pids: [process.pid], children: "ignored", allocations: "ignored" };
const everything = "received bytes, sent bytes, system calls";

async function notesOf(): Promise<{ readonly notes: readonly string[]; readonly counted: TracedCounters }> {
  const tracer = await startTracer(order);
  const counted = (await tracer.read())(process.pid);
  await tracer.stop();
  return { notes: tracer.notes, counted };
}

/** A folder with the programs that tracing needs, and this one in the place of bpftrace. */
function pathWith(bpftrace: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), "path-"));
  for (const name of ["setpriv", "unshare", "mount"])
    for (const place of ["/usr/bin", "/bin"])
      if (existsSync(join(place, name)) && !existsSync(join(folder, name)))
        symlinkSync(join(place, name), join(folder, name));
  if (bpftrace === undefined) return folder;
  writeFileSync(join(folder, "bpftrace"), `#!/bin/sh\n${bpftrace}\n`);
  chmodSync(join(folder, "bpftrace"), 0o755);
  return folder;
}

test.for([
  [undefined, "bpftrace is not installed."],
  ["echo 'ERROR: no luck' >&2; exit 1", "bpftrace has ended: ERROR: no luck"],
  ["exit 3", "bpftrace has ended: exit code 3."],
] as const)("with %o for bpftrace nothing is traced: %s", async ([bpftrace, why]) => {
  vi.stubEnv("PATH", pathWith(bpftrace));

  const { notes, counted } = await notesOf();
  vi.unstubAllEnvs();

  expect(notes).toEqual([`Not measured: ${everything}. ${why}`]);
  expect(counted).toEqual({});
});

test("where processes have other numbers than in the kernel, nothing is traced", async () => {
  vi.stubEnv("PATH", pathWith(`echo '{"type": "printf", "data": "pid 1"}'; while :; do :; done`));

  const { notes } = await notesOf();
  vi.unstubAllEnvs();

  expect(notes).toEqual([
    `Not measured: ${everything}. Processes have other numbers in this container than in the kernel.`,
  ]);
});

test("without the programs that start it nothing is traced", async () => {
  vi.stubEnv("PATH", mkdtempSync(join(tmpdir(), "path-")));

  const { notes } = await notesOf();
  vi.unstubAllEnvs();

  expect(notes).toEqual([`Not measured: ${everything}. Tracing cannot begin: spawn setpriv ENOENT.`]);
});

test("without root nothing is traced", async () => {
  const user = vi.spyOn(process, "getuid").mockReturnValue(1000);

  const { notes } = await notesOf();
  user.mockRestore();

  expect(notes).toEqual([`Not measured: ${everything}. Tracing needs root.`]);
});

test("when bpftrace is killed, its last reading is the last one", async () => {
  const tracer: Tracer = await startTracer(order);
  const [pid = 0] = tracersOf(process.pid);

  process.kill(pid, "SIGKILL");

  await expect.poll(async () => (await tracer.read())(process.pid)).toEqual({});
  await expect
    .poll(() => tracer.notes)
    .toEqual([`Not measured: ${everything}. bpftrace has ended: signal SIGKILL.`]);
});

function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), "collect-")), "log.ndjson");
}

test("collect --trace logs network bytes and system calls, and leaves nothing running", async () => {
  const path = newPath();

  const range = ["--interval", "100ms", "--for", "300ms"];
  const { code, stderr } = await runMain([
    "collect",
    "--pid",
    String(process.pid),
    "--trace",
    "--log-format",
    "ndjson",
    ...range,
    "--out",
    path,
  ]);

  expect(code).toBe(0);
  // Node 24 calls its main thread MainThread.
  const name = readFileSync("/proc/self/comm", "utf8").trim();
  expect(stderr).toBe(`Collecting ${name}-${process.pid}.\n`);
  expect(readFileSync(path, "utf8")).toMatch(
    /^(.*"received_bytes_per_s":\d.*"sent_bytes_per_s":\d.*"syscalls_per_s":\d.*"syscalls":"\w+:\d.*\n)+$/,
  );
  expect(tracersOf(process.pid)).toEqual([]);
});

test("collect --trace goes on without bpftrace, and says what is missing", async () => {
  const path = newPath();
  vi.stubEnv("PATH", pathWith(undefined));

  const range = ["--interval", "100ms", "--for", "200ms"];
  const { code, stderr } = await runMain([
    "collect",
    "--pid",
    String(process.pid),
    "--trace",
    ...range,
    "--out",
    path,
  ]);
  vi.unstubAllEnvs();

  expect(code).toBe(0);
  expect(stderr).toContain(`Not measured: ${everything}. bpftrace is not installed.\n`);
  expect(readFileSync(path, "utf8")).toContain(",sample,");
});

test("Ctrl-C ends the tracer of collect", async () => {
  const { io, stop } = capturedIo();

  const code = await main(
    ["collect", "--pid", String(process.pid), "--trace", "--for", "1h", "--out", newPath()],
    { ...io, stderr: { write: () => stop("SIGINT") } },
  );

  expect(code).toBe(130);
  expect(tracersOf(process.pid)).toEqual([]);
});

const burst = `
name: short
source: process
summary: A process begins to work.
modes:
  normal: { kind: normal, percent: 2 }
  burn: { kind: burn, percent: 20 }
phases:
  - { mode: normal, seconds: 1 }
  - { mode: burn, seconds: 2 }
expect:
  - { detector: threshold, options: { limit: 10 }, severity: error, within: 3 }
`;

test("a drill on the real clock traces its process, and the report says so", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "traced-"));
  writeFileSync(join(cwd, "short.yaml"), burst);
  const command = ["run", join(cwd, "short.yaml"), "--clock", "real", "--trace", "--out", cwd];

  const { stdout } = await runMain(command);
  const [, folder = ""] = /^Saved +(.*)$/m.exec(stdout) ?? [];

  expect(stdout.replaceAll("\n", " ")).toContain(
    "were read from /proc; network bytes and system calls were traced with bpftrace.",
  );
  expect(stdout).toContain("--clock real --trace");
  expect(readFileSync(join(folder, "observed.csv"), "utf8")).toContain("epoll_pwait:");
});

test.for([
  [["run", "cpu-spike", "--trace"], "on --clock virtual a model stands for the process"],
  [
    ["run", "cpu-spike", "--clock", "scaled:10", "--trace"],
    "on --clock scaled:10 a model stands for the process",
  ],
  [["run", "rapidly", "--clock", "real", "--trace"], "no process is watched"],
  [["serve", "rapidly", "--trace"], "no process is watched"],
  [["run", "cpu-spike", "--repeat", "3", "--trace"], "on --clock virtual a model stands for the process"],
] as const)("%o exits with 2: %s", async ([args, why]) => {
  const { code, stderr } = await runMain(args);

  expect({ code, message: stderr.split("\n")[0] }).toEqual({
    code: 2,
    message: `firedrill: Nothing to trace: ${why}.`,
  });
});
