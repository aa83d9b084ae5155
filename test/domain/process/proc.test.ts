import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { processKit } from "../../../domain/process/kit.ts";
import type { ProcFiles, Read } from "../../../domain/process/proc.ts";
import { identityOf, ProcessSampler } from "../../../domain/process/proc.ts";
import { procFiles, signalName } from "../../../mock-server/process/proc-files.ts";

interface Shown {
  readonly command?: string;
  readonly state?: string;
  readonly ticks?: number;
  readonly start?: number;
  readonly waitStatus?: number;
  /** Nanoseconds on a core and times put there, by thread. */
  readonly threads?: Readonly<Record<string, readonly [number, number]>>;
  /** Of each thread. */
  readonly waitedNs?: number;
  readonly denied?: readonly string[];
}

/** The files of process 7 as the kernel writes them. */
function filesOf(shown: Shown): ProcFiles {
  const { command = "app", state = "S", ticks = 0, start = 500, waitStatus = 0 } = shown;
  const { threads = { "7": [0, 0] }, waitedNs = 55, denied = [] } = shown;
  const stat = [
    7,
    `(${command})`,
    state,
    ...Array.from({ length: 10 }, () => 0),
    ticks,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    start,
  ];
  const fields = [...stat, ...Array.from({ length: 52 - stat.length - 1 }, () => 0), waitStatus];
  const texts: Readonly<Record<string, string>> = {
    "7/stat": `${fields.join(" ")}\n`,
    "7/status": "Name:\tapp\nVmHWM:\t  900 kB\nVmRSS:\t   800 kB\nThreads:\t3\n",
    "7/io": "rchar: 9\nread_bytes: 4096\nwrite_bytes: 0\ncancelled_write_bytes: 5\n",
    ...Object.fromEntries(
      Object.entries(threads).map(([id, [ns, times]]) => [
        `7/task/${id}/schedstat`,
        `${ns} ${waitedNs} ${times}\n`,
      ]),
    ),
  };
  const lists: Readonly<Record<string, readonly string[]>> = {
    "7/fd": ["0", "1", "2"],
    "7/task": Object.keys(threads),
  };
  const read = <T>(files: Readonly<Record<string, T>>, path: string): Read<T> => {
    const value = files[path];
    if (denied.some((name) => path === `7/${name}`)) return { kind: "denied" };
    return value === undefined ? { kind: "gone" } : { kind: "read", value };
  };
  return { text: (path) => read(texts, path), names: (path) => read(lists, path) };
}

const gone: ProcFiles = { text: () => ({ kind: "gone" }), names: () => ({ kind: "gone" }) };

/** Samples process 7 at these instants, as it shows itself then. */
function samples(...moments: readonly (readonly [atMs: number, shown: Shown | "gone"])[]) {
  let now = gone;
  const files: ProcFiles = { text: (path) => now.text(path), names: (path) => now.names(path) };
  const sampler = new ProcessSampler(files, 7, { command: "app", startTicks: 500 }, signalName);
  return moments.map(([atMs, shown]) => {
    now = shown === "gone" ? gone : filesOf(shown);
    return sampler.sample(atMs);
  });
}

test("the first sample has what is true of an instant, and no rates", () => {
  expect(samples([0, {}])).toEqual([{ kind: "sample", rssBytes: 819_200, threads: 3, openFiles: 3 }]);
});

test("over a second, processor time is that of the threads, to the nanosecond", () => {
  const [, second] = samples(
    [0, { ticks: 100, threads: { "7": [1e9, 10], "8": [0, 5] } }],
    [1000, { ticks: 130, threads: { "7": [1.2e9, 14], "8": [112_340_000, 11] } }],
  );

  expect(second).toMatchObject({ cpuPercent: 31.234, contextSwitchesPerS: 10 });
});

test("it knows how long the threads waited for a core in the newest interval", () => {
  let now = filesOf({ threads: { "7": [0, 1], "8": [0, 1] }, waitedNs: 1e6 });
  const files: ProcFiles = { text: (path) => now.text(path), names: (path) => now.names(path) };
  const sampler = new ProcessSampler(files, 7, { command: "app", startTicks: 500 }, signalName);

  sampler.sample(0);
  const first = sampler.waitedMs;
  now = filesOf({ threads: { "7": [0, 2], "8": [0, 2] }, waitedNs: 251e6 });
  sampler.sample(1000);

  expect(first).toBeUndefined();
  expect(sampler.waitedMs).toBe(500);
});

test("over ten seconds, processor time is that of the whole process in ticks", () => {
  const [, second] = samples(
    [0, { ticks: 100, threads: { "7": [1e9, 10] } }],
    [10_000, { ticks: 400, threads: { "7": [3.99e9, 10] } }],
  );

  expect(second).toMatchObject({ cpuPercent: 30 });
});

test.for([
  [50, 48, "a thread that lives counts from where it was"],
  [53, 53, "3 ticks more than the threads have: one has ended"],
] as const)("at %i ticks of 10 ms the sample says %i %%: %s", ([ticks, percent]) => {
  const [, second] = samples(
    [0, { threads: { "7": [0, 0], "9": [7e9, 3] } }],
    [1000, { ticks, threads: { "7": [0.45e9, 1], "10": [0.03e9, 1] } }],
  );

  expect(second).toMatchObject({ cpuPercent: percent });
});

test("the id of an ended thread that comes back counts from zero", () => {
  const [, second] = samples(
    [0, { threads: { "7": [0, 0], "9": [7e9, 300] } }],
    [1000, { threads: { "7": [0, 0], "9": [0.2e9, 4] } }],
  );

  expect(second).toMatchObject({ cpuPercent: 20, contextSwitchesPerS: 4 });
});

test("a read of storage is a rate over the interval", () => {
  const [, second] = samples([0, {}], [500, {}]);

  expect(second).toMatchObject({ readBytesPerS: 0, writtenBytesPerS: 0 });
});

function calls(...counts: readonly (readonly [string, number])[]) {
  return { syscalls: new Map(counts) };
}

test("what was traced is a rate over the interval, and system calls are counted by name", () => {
  const sampler = new ProcessSampler(filesOf({}), 7, { command: "app", startTicks: 500 }, signalName);

  sampler.sample(0, { receivedBytes: 1000, sentBytes: 5, ...calls(["read", 3], ["brk", 1]) });
  const second = sampler.sample(500, {
    receivedBytes: 3500,
    sentBytes: 5,
    ...calls(["read", 13], ["brk", 1], ["write", 20], ["close", 10]),
  });

  expect(second).toMatchObject({ receivedBytesPerS: 5000, sentBytesPerS: 0, syscallsPerS: 80 });
  expect(JSON.stringify(second)).toContain('"syscalls":{"write":20,"close":10,"read":10}');
});

test("a sample after one that was not traced has no traced values", () => {
  const sampler = new ProcessSampler(filesOf({}), 7, { command: "app", startTicks: 500 }, signalName);

  sampler.sample(0);
  const second = sampler.sample(1000, { receivedBytes: 3500, syscalls: new Map([["read", 3]]) });

  expect(Object.keys(second)).toEqual([
    "kind",
    "cpuPercent",
    "rssBytes",
    "threads",
    "openFiles",
    "readBytesPerS",
    "writtenBytesPerS",
    "contextSwitchesPerS",
  ]);
});

test.for([
  ["gone", { kind: "ended" }, "its parent was told how"],
  [{ start: 501 }, { kind: "ended" }, "another process has the pid"],
  [{ state: "Z", waitStatus: 3 << 8 }, { kind: "ended", exitCode: 3 }, "a zombie with an exit code"],
  [{ state: "Z", waitStatus: 9 }, { kind: "ended", signal: "SIGKILL" }, "a killed zombie"],
  [{ state: "Z", waitStatus: 139 }, { kind: "ended", signal: "SIGSEGV" }, "a zombie that dumped core"],
] as const)("a process has ended: %o is %o, %s", ([shown, event]) => {
  expect(samples([0, {}], [1000, shown])[1]).toEqual(event);
});

test("a command with blanks and parentheses does not shift the fields", () => {
  expect(identityOf(filesOf({ command: "a) S 1 (b" }), 7)).toMatchObject({
    command: "a) S 1 (b",
    startTicks: 500,
  });
});

test("an alert about an incident may name its process by name or by pid", () => {
  const subjects = processKit.collectSubjects();
  const row = { kind: "process", index: 0, atMs: 0, event: { kind: "ended" } } as const;
  subjects.add({ ...row, process: "web-4711", pid: 4711 });

  expect(subjects.finish()).toEqual(["process:4711", "process:web-4711"]);
});

test("a zombie is not a process to watch", () => {
  expect(identityOf(filesOf({ state: "Z" }), 7)).toBeUndefined();
});

test("what may not be read is left out, and named", () => {
  const sampler = new ProcessSampler(
    filesOf({ denied: ["io", "fd"] }),
    7,
    { command: "app", startTicks: 500 },
    signalName,
  );

  const [, second] = [sampler.sample(0), sampler.sample(1000)];

  expect(second).toEqual({
    kind: "sample",
    cpuPercent: 0,
    rssBytes: 819_200,
    threads: 3,
    contextSwitchesPerS: 0,
  });
  expect(sampler.denied).toEqual(["io", "fd"]);
});

test.skipIf(process.platform !== "linux")(
  "the processor time of this process agrees with its own accounting within 2 %",
  () => {
    const identity = identityOf(procFiles, process.pid) ?? { command: "", startTicks: -1 };
    const sampler = new ProcessSampler(procFiles, process.pid, identity, signalName);
    const before = usedMs();
    sampler.sample(0);
    while (usedMs() - before < 600);
    const sample = sampler.sample(1000);
    const percent = (usedMs() - before) / 10;

    if (sample.kind !== "sample" || sample.cpuPercent === undefined) throw new RangeError("no sample");
    expect(Math.abs(sample.cpuPercent / percent - 1)).toBeLessThan(0.02);
  },
);

test.skipIf(process.platform !== "linux")("50 MB that a process leaks read as 50 MB within 5 %", async () => {
  const program = `
const leaked = [];
process.stdin.on("data", () => {
  for (let block = 0; block < 50; block += 1) leaked.push(Buffer.allocUnsafeSlow(1_000_000).fill(1));
  console.log("leaked");
});
console.log("ready");`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "inherit"] });
  const { pid = 0 } = child;
  await once(child.stdout, "data");
  const identity = identityOf(procFiles, pid) ?? { command: "", startTicks: -1 };
  const sampler = new ProcessSampler(procFiles, pid, identity, signalName);
  const rssBytes = (): number => {
    const sample = sampler.sample(0);
    return sample.kind === "sample" ? (sample.rssBytes ?? 0) : 0;
  };
  const leak = async (): Promise<void> => {
    child.stdin.write("leak");
    await once(child.stdout, "data");
  };

  // The first time the heap itself grows.
  await leak();
  const before = rssBytes();
  await leak();
  const after = rssBytes();
  child.kill();

  expect(Math.abs((after - before) / 50e6 - 1)).toBeLessThan(0.05);
});

/** Processor time of this process so far. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
