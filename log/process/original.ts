import type { ProcessObservation, ProcessSample } from "../../domain/process/observation.ts";
import { syscallNumbers } from "../../domain/process/syscalls.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { LineFormat, ParsedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { parseCount, parseNumber } from "../formats/numbers.ts";
import { shown } from "../formats/text.ts";

/** The files of the original's collectors. */
export const originalTables = ["cpu", "mem", "net", "syscall"] as const;

export type OriginalTable = (typeof originalTables)[number];

/** The headers that its collectors write now. */
const headers: Readonly<Record<OriginalTable, string>> = {
  cpu: "TIME,PID,COMM,ON CPU,OFF CPU,CPU%",
  mem: "TIME,PID,SIZE(B),NUM",
  net: "TIME,PID,COMM,RX_KB,TX_KB",
  syscall: "TIME,PID,COMM,ACTION,SYSCALL ID,PARM1",
};

/** Where each value stands in a line. */
interface Layout {
  readonly table: OriginalTable;
  readonly width: number;
  readonly pid?: number;
  readonly command?: number;
}

/**
 * By header without blanks, in capitals: what is written now, and what version 0.1 wrote. The header of `syscall` names pid
 * and command in the wrong order.
 */
const layouts: Readonly<Record<string, Layout>> = {
  "TIME,PID,COMM,ONCPU,OFFCPU,CPU%": { table: "cpu", width: 6, pid: 1, command: 2 },
  "TICKS,PID,COMM,ONCPU(MS),OFFCPU(MS),CPU%": { table: "cpu", width: 6, pid: 1, command: 2 },
  "TIME,PID,SIZE(B),NUM": { table: "mem", width: 4, pid: 1 },
  "TICKS,SIZE(B),TIMES": { table: "mem", width: 3 },
  "TIME,PID,COMM,RX_KB,TX_KB": { table: "net", width: 5, pid: 1, command: 2 },
  "TICKS,PID,COMM,RX_KB,TX_KB": { table: "net", width: 5, pid: 1, command: 2 },
  "TIME,PID,COMM,ACTION,SYSCALLID,PARM1": { table: "syscall", width: 6, pid: 2, command: 1 },
  "TICKS,COMM,PID,ACTION,SYSCALL_ID,RET": { table: "syscall", width: 6, pid: 2, command: 1 },
};

function layoutOf(line: string): Layout | undefined {
  const header = line.replaceAll(/\s/g, "").toUpperCase();
  return Object.hasOwn(layouts, header) ? layouts[header] : undefined;
}

/** The line that closes a file. */
export const closingLine = "END\n";

const secondMs = 1000;

/**
 * The CSV of one of the original's collectors. Any of them, of both versions, is read: a line of `cpu`, `mem` or `net` is
 * a row with one or two values, and the lines of `syscall` are counted by second, in a row that the first line of the next
 * second brings. `mem` holds the bytes that a program has allocated and not freed; where they were not traced it is resident
 * memory, with a count of -1. Calls were counted and not kept: `syscall` has a line for each, entered at the instant of its
 * sample, with the number that it has on x86-64. Sizes of `net` are about the interval since the line before, so that the first one has none.
 * @param table - the one to write; lines without its values are left out
 */
export function originalFormat(table: OriginalTable): LineFormat<ProcessObservation> {
  const intervalBefore = createIntervals();
  const decode = createDecoder();
  return {
    header: `${headers[table]}\n`,
    recognises: (line) => layoutOf(line) !== undefined,
    encode: ({ atMs, process, pid = 0, event }) => {
      if (event.kind === "ended") return "";
      const intervalMs = intervalBefore(pid, atMs) ?? secondMs;
      const time = (atMs / 1000).toFixed(2);
      const name = process.replaceAll(/[,\s]/g, "_");
      if (table === "syscall") return callLines(event, `${time},b'${name}',${pid}`);
      const cells = cellsOf(table, event, intervalMs);
      if (cells === undefined) return "";
      const start = [time, String(pid).padStart(12)];
      const command = table === "mem" ? [] : [name.padStart(20)];
      return `${[...start, ...command, ...cells].join(",")}\n`;
    },
    decode,
  };
}

/** @returns undefined for a sample without the table's values */
function cellsOf(
  table: Exclude<OriginalTable, "syscall">,
  { cpuPercent, rssBytes, allocated, receivedBytesPerS, sentBytesPerS }: ProcessSample,
  intervalMs: number,
): readonly string[] | undefined {
  switch (table) {
    case "cpu": {
      if (cpuPercent === undefined) return undefined;
      const onMs = (cpuPercent / 100) * intervalMs;
      return [onMs, Math.max(0, intervalMs - onMs), cpuPercent].map((value) => value.toFixed(2));
    }
    case "mem": {
      if (allocated !== undefined) return [String(allocated.bytes), String(allocated.count)];
      return rssBytes === undefined ? undefined : [String(rssBytes), "-1"];
    }
    case "net": {
      if (receivedBytesPerS === undefined || sentBytesPerS === undefined) return undefined;
      const kilobytes = (perS: number): string => ((perS * intervalMs) / 1e6).toFixed(2);
      return [kilobytes(receivedBytesPerS), kilobytes(sentBytesPerS)];
    }
  }
}

const numberOf = syscallNumbers("x64");

/** Of a sample, so that no busy process fills the disk. */
const mostCallLines = 100_000;

/** @param start - time, command and pid, in the order of the lines and not of the header */
function callLines({ syscalls = {} }: ProcessSample, start: string): string {
  const enters = 1;
  let left = mostCallLines;
  const lines: string[] = [];
  for (const [name, count] of Object.entries(syscalls)) {
    const written = Math.min(count, left);
    left -= written;
    lines.push(`${start},${enters},${numberOf(name) ?? -1},-1\n`.repeat(written));
  }
  return lines.join("");
}

/** The time since the row before of the same process. */
function createIntervals(): (pid: number, atMs: number) => number | undefined {
  const before = new Map<number, number>();
  return (pid, atMs) => {
    const lastMs = before.get(pid);
    before.set(pid, atMs);
    return lastMs === undefined || atMs <= lastMs ? undefined : atMs - lastMs;
  };
}

function createDecoder(): LineFormat<ProcessObservation>["decode"] {
  const intervalBefore = createIntervals();
  const countCall = createCallCounter();
  let layout: Layout | undefined;
  let written = 0;

  return (line) => {
    const found = layoutOf(line);
    if (found !== undefined) layout = found;
    if (found !== undefined || line.trim() === closingLine.trim()) return { kind: "header" };
    if (layout === undefined) return skipped(`${shown(line)} comes before a header of the original`);
    const cells = line.split(",").map((cell) => cell.trim());
    if (cells.length !== layout.width) return skipped(`${cells.length} columns, not ${layout.width}`);
    const place = placeOf(layout, cells);
    if (typeof place === "string") return skipped(place);
    const parsed = valuesOf(layout, cells, place);
    if (parsed.kind === "row") written += 1;
    return parsed;
  };

  function valuesOf(
    { table }: Layout,
    cells: readonly string[],
    { atMs, pid, process }: Place,
  ): ParsedLine<ProcessObservation> {
    const rowOf = (values: Omit<ProcessSample, "kind">, endMs = atMs): ParsedLine<ProcessObservation> => ({
      kind: "row",
      row: {
        kind: "process",
        index: written,
        atMs: endMs,
        process,
        pid,
        event: { kind: "sample", ...values },
      },
    });
    switch (table) {
      case "cpu": {
        const cpuPercent = parseNumber(cells.at(-1) ?? "");
        return cpuPercent === undefined ? badNumber("CPU%", cells.at(-1)) : rowOf({ cpuPercent });
      }
      case "mem": {
        const rssBytes = parseCount(cells.at(-2) ?? "");
        return rssBytes === undefined ? badNumber("SIZE(B)", cells.at(-2)) : rowOf({ rssBytes });
      }
      case "net": {
        const [received, sent] = [parseNumber(cells[3] ?? ""), parseNumber(cells[4] ?? "")];
        if (received === undefined) return badNumber("RX_KB", cells[3]);
        if (sent === undefined) return badNumber("TX_KB", cells[4]);
        const intervalMs = intervalBefore(pid, atMs);
        if (intervalMs === undefined) return rowOf({});
        const perS = (kilobytes: number): number => roundToMicros((kilobytes * 1e6) / intervalMs);
        return rowOf({ receivedBytesPerS: perS(received), sentBytesPerS: perS(sent) });
      }
      case "syscall": {
        const counted = countCall(pid, atMs, cells[3] ?? "");
        return counted === undefined
          ? { kind: "header" }
          : rowOf({ syscallsPerS: counted.calls }, counted.endMs);
      }
    }
  }
}

interface Place {
  readonly atMs: number;
  readonly pid: number;
  readonly process: string;
}

/** @returns the mistake in words */
function placeOf({ pid: pidAt, command: commandAt }: Layout, cells: readonly string[]): Place | string {
  const seconds = parseNumber(cells[0] ?? "");
  if (seconds === undefined) return `TIME is ${shown(cells[0] ?? "")}, not seconds`;
  const pid = pidAt === undefined ? 0 : parseCount(cells[pidAt] ?? "");
  if (pid === undefined) return `PID is ${shown(cells[pidAt ?? 0] ?? "")}, not a whole number from 0`;
  // Python's spelling of bytes.
  const command = commandAt === undefined ? "process" : (cells[commandAt] ?? "").replace(/^b'(.*)'$/, "$1");
  // A log that was written here has the pid in the name already.
  const process = command.endsWith(`-${pid}`) ? command : `${command}-${pid}`;
  return { atMs: roundToMicros(seconds * 1000), pid, process };
}

function badNumber(name: string, cell: string | undefined): ParsedLine<never> {
  return skipped(`${name} is ${shown(cell ?? "")}, not a number from 0 in fixed notation`);
}

/** Counts system calls by process and second. */
function createCallCounter(): (
  pid: number,
  atMs: number,
  action: string,
) => { readonly calls: number; readonly endMs: number } | undefined {
  const open = new Map<number, { second: number; calls: number }>();
  // Calls enter and leave. The versions disagree about which of 0 and 1 it is, so that the first in the file counts.
  let counts: string | undefined;
  return (pid, atMs, action) => {
    counts ??= action;
    const second = Math.floor(atMs / secondMs);
    const before = open.get(pid);
    const add = action === counts ? 1 : 0;
    if (before !== undefined && before.second === second) {
      before.calls += add;
      return undefined;
    }
    open.set(pid, { second, calls: add });
    return before === undefined ? undefined : { calls: before.calls, endMs: (before.second + 1) * secondMs };
  };
}
