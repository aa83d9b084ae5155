import { expect, test } from "vitest";
import type { ProcessObservation } from "../../../domain/process/observation.ts";
import { csvFormat } from "../../../log/formats/csv.ts";
import { ndjsonFormat } from "../../../log/formats/ndjson.ts";
import { processColumns } from "../../../log/process/kit.ts";

const csv = csvFormat(processColumns, []);
const ndjson = ndjsonFormat(processColumns);

const sample: ProcessObservation = {
  kind: "process",
  index: 3,
  atMs: 1_577_836_804_000,
  process: "app-7",
  pid: 7,
  event: { kind: "sample", cpuPercent: 31.234, rssBytes: 819_200, threads: 3, readBytesPerS: 0.5 },
};
const ended: ProcessObservation = { ...sample, event: { kind: "ended", exitCode: 0 } };
const killed: ProcessObservation = { ...sample, event: { kind: "ended", signal: "SIGKILL" } };
const lost: ProcessObservation = { ...sample, event: { kind: "ended" } };

const start = "3,2020-01-01T00:00:04.000000Z,app-7,7";

test("a cell is empty where a value was not measured", () => {
  expect(csv.header).toBe(
    "index,at,process,pid,event,cpu_percent,rss_bytes,threads,open_files,read_bytes_per_s,written_bytes_per_s,received_bytes_per_s,sent_bytes_per_s,context_switches_per_s,syscalls_per_s,exit_code,signal\n",
  );
  expect(csv.encode(sample)).toBe(`${start},sample,31.234,819200,3,,0.5,,,,,,,\n`);
  expect(csv.encode(ended)).toBe(`${start},ended,,,,,,,,,,,0,\n`);
});

test.for([sample, ended, killed, lost])("%o is the same when read back in each format", (row) => {
  expect(csv.decode(csv.encode(row).trimEnd(), 0)).toStrictEqual({ kind: "row", row });
  expect(ndjson.decode(ndjson.encode(row).trimEnd(), 0)).toStrictEqual({ kind: "row", row });
});

test.for([
  [
    `${start},sample,NaN,819200,3,,,,,,,,,`,
    'cpu_percent is "NaN", not a number from 0 in fixed notation such as 12.5',
  ],
  [
    `${start},sample,Infinity,819200,3,,,,,,,,,`,
    'cpu_percent is "Infinity", not a number from 0 in fixed notation such as 12.5',
  ],
  [
    `${start},sample,1e3,819200,3,,,,,,,,,`,
    'cpu_percent is "1e3", not a number from 0 in fixed notation such as 12.5',
  ],
  [
    `${start},sample,-1,819200,3,,,,,,,,,`,
    'cpu_percent is "-1", not a number from 0 in fixed notation such as 12.5',
  ],
  [`${start},sample,31.2`, "6 columns, not 17"],
  [`${start},gone,,,,,,,,,,,,`, 'event is "gone", not sample or ended'],
] as const)("the line %s is skipped: %s", ([line, reason]) => {
  expect(csv.decode(line, 0)).toEqual({ kind: "skipped", reason });
});
