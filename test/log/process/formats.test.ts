import { expect, test } from "vitest";
import type { ProcessObservation } from "../../../domain/process/observation.ts";
import { detectLine } from "../../../log/files/detect.ts";
import { originalFormat, originalTables } from "../../../log/process/original.ts";
import { observedFormat } from "../../../log/sources.ts";
import { utc } from "../rows.ts";

const csv = observedFormat("process", "csv", utc);
const ndjson = observedFormat("process", "ndjson", utc);

const sample: ProcessObservation = {
  kind: "process",
  index: 3,
  atMs: 1_577_836_804_000,
  process: "app-7",
  pid: 7,
  event: { kind: "sample", cpuPercent: 31.234, rssBytes: 819_200, threads: 3, readBytesPerS: 0.5 },
};
const counted: ProcessObservation = {
  ...sample,
  event: { kind: "sample", syscallsPerS: 15, syscalls: { read: 12, syscall_1000: 3 } },
};
const idle: ProcessObservation = { ...sample, event: { kind: "sample", syscallsPerS: 0, syscalls: {} } };
const ended: ProcessObservation = { ...sample, event: { kind: "ended", exitCode: 0 } };
const killed: ProcessObservation = { ...sample, event: { kind: "ended", signal: "SIGKILL" } };
const lost: ProcessObservation = { ...sample, event: { kind: "ended" } };

const start = "3,2020-01-01T00:00:04.000000Z,app-7,7";

test("a cell is empty where a value was not measured", () => {
  expect(csv.header).toBe(
    "index,at,process,pid,event,cpu_percent,rss_bytes,threads,open_files,read_bytes_per_s,written_bytes_per_s,received_bytes_per_s,sent_bytes_per_s,context_switches_per_s,syscalls_per_s,value,syscalls,exit_code,signal\n",
  );
  expect(csv.encode(sample)).toBe(`${start},sample,31.234,819200,3,,0.5,,,,,,,,,\n`);
  expect(csv.encode(ended)).toBe(`${start},ended,,,,,,,,,,,,,0,\n`);
});

test.for([sample, counted, idle, ended, killed, lost])(
  "%o is the same when read back in each format",
  (row) => {
    expect(csv.decode(csv.encode(row).trimEnd(), 0)).toStrictEqual({ kind: "row", row });
    expect(ndjson.decode(ndjson.encode(row).trimEnd(), 0)).toStrictEqual({ kind: "row", row });
  },
);

test.for([
  [
    `${start},sample,NaN,819200,3,,,,,,,,,,,`,
    'cpu_percent is "NaN", not a number from 0 in fixed notation such as 12.5',
  ],
  [
    `${start},sample,Infinity,819200,3,,,,,,,,,,,`,
    'cpu_percent is "Infinity", not a number from 0 in fixed notation such as 12.5',
  ],
  [
    `${start},sample,1e3,819200,3,,,,,,,,,,,`,
    'cpu_percent is "1e3", not a number from 0 in fixed notation such as 12.5',
  ],
  [
    `${start},sample,-1,819200,3,,,,,,,,,,,`,
    'cpu_percent is "-1", not a number from 0 in fixed notation such as 12.5',
  ],
  [`${start},sample,31.2`, "6 columns, not 19"],
  [`${start},gone,,,,,,,,,,,,,,`, 'event is "gone", not sample or ended'],
  [
    `${start},sample,,,,,,,,,,,,read:12 write,,`,
    'syscalls is "read:12 write", not counts by name such as read:12 write:3',
  ],
  [
    `${start},sample,,,,,,,,,,,,read:1 read:2,,`,
    'syscalls is "read:1 read:2", not counts by name such as read:12 write:3',
  ],
] as const)("the line %s is skipped: %s", ([line, reason]) => {
  expect(csv.decode(line, 0)).toEqual({ kind: "skipped", reason });
});

test("the original's cpu file has the time on a core and off it", () => {
  const { header, encode } = originalFormat("cpu");
  const later = { ...sample, atMs: sample.atMs + 2000 };

  expect(header + encode(sample) + encode(later) + encode(ended)).toBe(
    "TIME,PID,COMM,ON CPU,OFF CPU,CPU%\n" +
      "1577836804.00,           7,               app-7,312.34,687.66,31.23\n" +
      "1577836806.00,           7,               app-7,624.68,1375.32,31.23\n",
  );
});

test("the original's mem file has resident memory and no count", () => {
  expect(originalFormat("mem").encode(sample)).toBe("1577836804.00,           7,819200,-1\n");
});

test("a sample that was not traced has no line in net and syscall", () => {
  expect(originalFormat("net").encode(sample) + originalFormat("syscall").encode(sample)).toBe("");
});

test("bytes of the network are those of the interval", () => {
  const traced = {
    ...sample,
    event: { kind: "sample", receivedBytesPerS: 74_113_840, sentBytesPerS: 500 },
  } as const;

  expect(originalFormat("net").encode(traced)).toBe(
    "1577836804.00,           7,               app-7,74113.84,0.50\n",
  );
});

test("the original's mem file has what was allocated, else resident memory without a count", () => {
  const followed = {
    ...sample,
    event: { kind: "sample", rssBytes: 819_200, allocated: { bytes: 1_430_000, count: 700 } },
  } as const;

  const { encode } = originalFormat("mem");

  expect(encode(followed)).toBe("1577836804.00,           7,1430000,700\n");
  expect(encode(sample)).toBe("1577836804.00,           7,819200,-1\n");
});

test("the original's syscall file has a line for each call, and gives back their number", () => {
  const { header, encode, decode } = originalFormat("syscall");
  const later = { ...counted, atMs: counted.atMs + 1000 };

  const text = header + encode(counted) + encode(later);
  const lines = text.trimEnd().split("\n");

  expect(lines[1]).toBe("1577836804.00,b'app-7',7,1,0,-1");
  expect(lines[13]).toBe("1577836804.00,b'app-7',7,1,1000,-1");
  expect(lines.map((line) => decode(line, 0)).filter(({ kind }) => kind === "row")).toEqual([
    {
      kind: "row",
      row: {
        kind: "process",
        index: 0,
        atMs: 1_577_836_805_000,
        process: "app-7",
        pid: 7,
        event: { kind: "sample", syscallsPerS: 15 },
      },
    },
  ]);
});

test("of a sample with millions of calls, the original's syscall file has 100,000", () => {
  const busy = { ...sample, event: { kind: "sample", syscalls: { getuid: 2_000_000, read: 5 } } } as const;

  expect(originalFormat("syscall").encode(busy).split("\n")).toHaveLength(100_001);
});

test.for(originalTables)("the header of %s is detected", (table) => {
  const { header, recognises } = originalFormat(table);

  expect(recognises(header.trimEnd())).toBe(true);
});

test("a file of the original is a log of processes", () => {
  expect(detectLine("TICKS,  PID,            COMM,  ON CPU(ms),  OFF CPU(ms),  CPU%")).toMatchObject({
    source: "process",
  });
});

/** The events of the rows in a file, and the reasons for the lines that were skipped. */
function read(...lines: readonly string[]): readonly unknown[] {
  const { decode } = originalFormat("cpu");
  return lines
    .map((line) => decode(line, 0))
    .flatMap((parsed): readonly unknown[] => {
      switch (parsed.kind) {
        case "row":
          return [[parsed.row.atMs, parsed.row.process, parsed.row.event]];
        case "skipped":
          return [parsed.reason];
        case "header":
          return [];
      }
    });
}

test.for([
  [
    "cpu, now",
    [
      "TIME,PID,COMM,ON CPU,OFF CPU,CPU%",
      "1652860803.42,         812,        redis-server,41.20,958.80,4.12",
      "END",
    ],
    [[1_652_860_803_420, "redis-server-812", { kind: "sample", cpuPercent: 4.12 }]],
  ],
  [
    "cpu of top, without times",
    ["TIME,PID,COMM,ON CPU,OFF CPU,CPU%", "1652860803.42,812,redis-server,-1,-1,4.1"],
    [[1_652_860_803_420, "redis-server-812", { kind: "sample", cpuPercent: 4.1 }]],
  ],
  [
    "cpu, version 0.1",
    [
      "TICKS,     PID,          COMM,    ON CPU(ms),   OFF CPU(ms),  CPU%",
      "5.00, 812, redis-server, 41.20, 958.80, 4.12",
    ],
    [[5000, "redis-server-812", { kind: "sample", cpuPercent: 4.12 }]],
  ],
  [
    "mem, now",
    ["TIME,PID,SIZE(B),NUM", "10.00,812,1430000,700"],
    [[10_000, "process-812", { kind: "sample", rssBytes: 1_430_000 }]],
  ],
  [
    "mem, version 0.1, which has no pid",
    ["ticks,size(B),times", "10,1024,1"],
    [[10_000, "process-0", { kind: "sample", rssBytes: 1024 }]],
  ],
  [
    "net: the first line has no interval",
    ["TICKS,PID,COMM,RX_KB,TX_KB", "20.00,9,curl,114.8,1", "40.00,9,curl,74113.84,2"],
    [
      [20_000, "curl-9", { kind: "sample" }],
      [40_000, "curl-9", { kind: "sample", receivedBytesPerS: 3_705_692, sentBytesPerS: 100 }],
    ],
  ],
  [
    "syscall: the swapped columns, entries alone counted",
    [
      "TIME,PID,COMM,ACTION,SYSCALL ID,PARM1",
      "7.10,b'redis-server',812,0,233,5",
      "7.11,b'redis-server',812,1,233,5",
      "7.90,b'redis-server',812,0,1,5",
      "8.00,b'redis-server',812,0,1,5",
    ],
    [[8000, "redis-server-812", { kind: "sample", syscallsPerS: 2 }]],
  ],
  [
    "syscall, version 0.1",
    [
      "TICKS,COMM,PID,ACTION,SYSCALL_ID,RET",
      "7.1,redis,812,Enter,233,0",
      "7.2,redis,812,Leave,233,0",
      "9.0,redis,812,Enter,1,0",
    ],
    [[8000, "redis-812", { kind: "sample", syscallsPerS: 1 }]],
  ],
  [
    "what is no number",
    [
      "TIME,PID,COMM,ON CPU,OFF CPU,CPU%",
      "1.0,812,redis,1,2,nan",
      "soon,812,redis,1,2,3",
      "1.0,x,redis,1,2,3",
      "1.0,812",
    ],
    [
      'CPU% is "nan", not a number from 0 in fixed notation',
      'TIME is "soon", not seconds',
      'PID is "x", not a whole number from 0',
      "2 columns, not 6",
    ],
  ],
  [
    "a file without a header",
    ["1.0,812,redis,1,2,3"],
    ['"1.0,812,redis,1,2,3" comes before a header of the original'],
  ],
] as const)("the original's files are read: %s", ([, lines, rows]) => {
  expect(read(...lines)).toEqual(rows);
});
