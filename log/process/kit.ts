import type { ProcessObservation, ProcessSample, SampleField } from "../../domain/process/observation.ts";
import { sampleFields } from "../../domain/process/observation.ts";
import type { Cell, Column, ColumnTable } from "../formats/columns.ts";
import { emptyCell } from "../formats/columns.ts";
import type { ParsedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { LogKit } from "../source.ts";
import { incidentList } from "./incidents.ts";
import { originalFormat } from "./original.ts";
import { seriesFormat } from "./series.ts";

const optional = true;

const fieldColumns = {
  cpuPercent: { name: "cpu_percent", holds: "number", optional },
  rssBytes: { name: "rss_bytes", holds: "count", optional },
  threads: { name: "threads", holds: "count", optional },
  openFiles: { name: "open_files", holds: "count", optional },
  readBytesPerS: { name: "read_bytes_per_s", holds: "number", optional },
  writtenBytesPerS: { name: "written_bytes_per_s", holds: "number", optional },
  receivedBytesPerS: { name: "received_bytes_per_s", holds: "number", optional },
  sentBytesPerS: { name: "sent_bytes_per_s", holds: "number", optional },
  contextSwitchesPerS: { name: "context_switches_per_s", holds: "number", optional },
  syscallsPerS: { name: "syscalls_per_s", holds: "number", optional },
  value: { name: "value", holds: "decimal", optional },
} as const satisfies Readonly<Record<SampleField, Column>>;

const head: readonly Column[] = [
  { name: "index", holds: "count" },
  { name: "at", holds: "instant" },
  { name: "process", holds: "text" },
  { name: "pid", holds: "count", optional },
  { name: "event", holds: "text" },
];

const columns: readonly Column[] = [
  ...head,
  ...sampleFields.map((field) => fieldColumns[field]),
  { name: "syscalls", holds: "text", optional },
  { name: "exit_code", holds: "count", optional },
  { name: "signal", holds: "text", optional },
];

/** Samples of processes. A cell is empty where a value was not measured; the last two are for processes that have ended. */
const processColumns: ColumnTable<ProcessObservation> = { columns, cellsOf, rowOf };

/** Logs of processes. In the original's format a run folder has the file of its `cpu` collector. */
export const processLog: LogKit<ProcessObservation> = {
  columns: processColumns,
  original: () => originalFormat("cpu"),
  others: new Map([["series", seriesFormat]]),
  attackList: incidentList,
};

function cellsOf({ index, atMs, process, pid, event }: ProcessObservation): readonly Cell[] {
  const cells = [index, atMs, process, pid, event.kind];
  switch (event.kind) {
    case "sample":
      return [
        ...cells,
        ...sampleFields.map((field) => event[field]),
        spelledCalls(event.syscalls),
        undefined,
        undefined,
      ];
    case "ended":
      return [...cells, ...sampleFields.map(() => undefined), undefined, event.exitCode, event.signal];
  }
}

/** In the form `read:12 write:3`. */
function spelledCalls(calls: ProcessSample["syscalls"]): Cell {
  if (calls === undefined) return undefined;
  return Object.entries(calls)
    .map(([name, count]) => `${name}:${count}`)
    .join(" ");
}

/** @returns undefined for another form */
function readCalls(text: string): ProcessSample["syscalls"] {
  const calls = new Map<string, number>();
  for (const part of text === "" ? [] : text.split(" ")) {
    const [, name, count] = /^(\w+):(\d{1,15})$/.exec(part) ?? [];
    if (name === undefined || calls.has(name)) return undefined;
    calls.set(name, Number(count));
  }
  return Object.fromEntries(calls);
}

function rowOf(cells: readonly Cell[]): ParsedLine<ProcessObservation> {
  const [index, atMs, process, pid, kind] = cells;
  if (typeof index !== "number") return emptyCell("index");
  if (typeof atMs !== "number") return emptyCell("at");
  if (typeof process !== "string") return emptyCell("process");
  const row = {
    kind: "process",
    index,
    atMs,
    process,
    ...(typeof pid === "number" ? { pid } : {}),
  } as const;
  const values = cells.slice(head.length);
  if (kind === "sample") {
    const sample: { [F in SampleField]?: number } = {};
    for (const [at, field] of sampleFields.entries()) {
      const value = values[at];
      if (typeof value === "number") sample[field] = value;
    }
    const text = values[sampleFields.length];
    if (typeof text !== "string") return { kind: "row", row: { ...row, event: { kind, ...sample } } };
    const syscalls = readCalls(text);
    if (syscalls === undefined)
      return skipped(`syscalls is ${shown(text)}, not counts by name such as read:12 write:3`);
    return { kind: "row", row: { ...row, event: { kind, ...sample, syscalls } } };
  }
  if (kind !== "ended") return skipped(`event is ${shown(String(kind ?? ""))}, not sample or ended`);
  const [exitCode, signal] = values.slice(sampleFields.length + 1);
  const end = {
    ...(typeof exitCode === "number" ? { exitCode } : {}),
    ...(typeof signal === "string" ? { signal } : {}),
  };
  return { kind: "row", row: { ...row, event: { kind, ...end } } };
}
