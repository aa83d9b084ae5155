import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  watch,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "csv-stringify/sync";
import type { ResponseObservation } from "../domain/response/observation.ts";
import { formatInstant } from "../domain/time/instant.ts";
import type { RunningClock } from "../harness/clock/clock.ts";
import { monotonicMs, newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { readObservedLog } from "../log/files/read.ts";
import { openObservedLog } from "../log/files/writer.ts";
import { followObservedLog } from "../log/follow/follow-observed.ts";
import type { LogFormat } from "../log/formats/format.ts";
import { fixedSeconds } from "../log/formats/numbers.ts";
import { noisyRows } from "../test/detector/traffic.ts";
import { besideBare, perSecondOf } from "./reference.ts";
import type { Row, Section } from "./section.ts";
import { percentile } from "./section.ts";

const rowCount = 100_000;
const repeats = 5;
const latencyRows = 500;
const followerTurns = 3;
const formats = ["csv", "ndjson", "original"] as const;
const utcOffsetMs = (): number => 0;

/** Speed of log files: medians of the repeats, on a temporary file. */
export const logFiles: Section = {
  name: "log-files",
  summary:
    "Rows of a response log per second. One by one: every row is written before the next, as on the real clock. In " +
    "batches: 64 KiB each, as on the virtual clock.",
  async run() {
    const rows = noisyRows(1, rowCount, () => 10);
    const table: Row[] = [];
    for (const format of formats)
      table.push(await inTemporaryFolder((folder) => speedOf(format, rows, folder)));
    return table;
  },
};

async function speedOf(
  format: LogFormat,
  rows: readonly ResponseObservation[],
  folder: string,
): Promise<Row> {
  const [single, batched, read]: [number[], number[], number[]] = [[], [], []];
  let path = "";
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    path = join(folder, `${repeat}.log`);
    single.push(await msOf(() => write(format, rows, path, 0)));
    batched.push(await msOf(() => write(format, rows, `${path}.batched`, 65_536)));
    read.push(await msOf(() => readAll(path)));
  }
  return {
    format,
    "bytes a row": statSync(path).size / rowCount,
    "written one by one": perSecond(single),
    "written in batches": perSecond(batched),
    read: perSecond(read),
  };
}

function write(
  format: LogFormat,
  rows: readonly ResponseObservation[],
  path: string,
  bufferBytes: number,
): void {
  const log = openObservedLog({ path, source: "response", format, bufferBytes, utcOffsetMs });
  for (const row of rows) log.write(row);
  log.close();
}

async function readAll(path: string): Promise<void> {
  let read = 0;
  for await (const rows of readObservedLog(path, { utcOffsetMs }).batches) read += rows.length;
  if (read !== rowCount) throw new Error(`Read ${read} rows instead of ${rowCount}`);
}

/** Rows written and read, beside the barest code for lines of the same length. */
export const logRows: Section = {
  name: "log-rows",
  summary:
    "Rows of a response log per second, in batches of 64 KiB, beside the barest code: join the cells by commas and write; read " +
    "the file and split it at line ends and commas. `csv-stringify` has the same cells, 500 rows a call, nothing to cast.",
  run: () =>
    inTemporaryFolder((folder) =>
      rowsBesideBare(
        noisyRows(1, rowCount, () => 10),
        folder,
      ),
    ),
};

function rowsBesideBare(rows: readonly ResponseObservation[], folder: string): Promise<readonly Row[]> {
  let files = 0;
  const fresh = (): string => join(folder, `${(files += 1)}.log`);
  const [csv, ndjson] = [fresh(), fresh()];
  write("csv", rows, csv, 65_536);
  write("ndjson", rows, ndjson, 65_536);
  const bareWrite = (): Promise<number> => perSecondOf(rowCount, () => writeBare(rows, fresh()));
  const bareRead = (): Promise<number> => perSecondOf(rowCount, () => readBare(csv));
  const writing = (format: LogFormat) => (): Promise<number> =>
    perSecondOf(rowCount, () => write(format, rows, fresh(), 65_536));
  return besideBare([
    { what: "CSV, written", ours: writing("csv"), bare: bareWrite, usual: 0.9 },
    { what: "NDJSON, written", ours: writing("ndjson"), bare: bareWrite, usual: 0.55 },
    { what: "CSV, read", ours: () => perSecondOf(rowCount, () => readAll(csv)), bare: bareRead, usual: 0.47 },
    {
      what: "NDJSON, read",
      ours: () => perSecondOf(rowCount, () => readAll(ndjson)),
      bare: bareRead,
      usual: 0.28,
    },
    {
      what: "CSV by csv-stringify, written",
      ours: () => perSecondOf(rowCount, () => writeByLibrary(rows, fresh())),
      bare: bareWrite,
      usual: 0.54,
    },
  ]);
}

function cellsOf({ index, atMs, plannedAtMs, sentAtMs, outcome }: ResponseObservation): readonly string[] {
  return [
    String(index),
    formatInstant(atMs),
    formatInstant(plannedAtMs),
    formatInstant(sentAtMs),
    outcome.kind,
    fixedSeconds(outcome.kind === "completed" ? outcome.responseMs : 0),
    "200",
    "",
  ];
}

function writeBare(rows: readonly ResponseObservation[], path: string): void {
  inBatches(rows, path, (batch) => batch.map((row) => `${cellsOf(row).join(",")}\n`).join(""));
}

function writeByLibrary(rows: readonly ResponseObservation[], path: string): void {
  inBatches(rows, path, (batch) => stringify(batch.map(cellsOf), { record_delimiter: "\n" }));
}

const batchRows = 500;

function inBatches(
  rows: readonly ResponseObservation[],
  path: string,
  textOf: (batch: readonly ResponseObservation[]) => string,
): void {
  const fd = openSync(path, "wx");
  for (let at = 0; at < rows.length; at += batchRows) writeSync(fd, textOf(rows.slice(at, at + batchRows)));
  closeSync(fd);
}

function readBare(path: string): void {
  let cells = 0;
  for (const line of readFileSync(path, "latin1").split("\n")) cells += line.split(",").length;
  if (cells < 8 * rowCount) throw new RangeError(`Read ${cells} cells`);
}

/** Latency of the log follower: single rows, 5 ms apart, on the real clock and in one process. */
export const logFollower: Section = {
  name: "log-follower",
  summary:
    "Milliseconds from just before a row is written until the follower of the file delivers it, beside the least that Node does " +
    "for it: fs.watch, and the new bytes read when it calls. In turns.",
  async run() {
    const [own, bare]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < followerTurns; turn += 1) {
      own.push(...(await inTemporaryFolder((folder) => latenciesMs(folder, followOurs))));
      bare.push(...(await inTemporaryFolder((folder) => latenciesMs(folder, followBare))));
    }
    return [
      { follower: "ours", ...summaryOf(own) },
      { follower: "fs.watch and read", ...summaryOf(bare) },
    ];
  },
};

interface Follower {
  readonly stop: () => Promise<void>;
}

/** @param onRow - called with the index of each row */
type Follow = (path: string, clock: RunningClock, onRow: (index: number) => void) => Follower;

const followOurs: Follow = (path, clock, onRow) => {
  const following = followObservedLog({
    path,
    from: "start",
    clock,
    utcOffsetMs,
    onRows: (rows) => {
      for (const { index } of rows) onRow(index);
    },
  });
  return {
    stop: async () => {
      await following.drain();
      await following.stop();
    },
  };
};

const followBare: Follow = (path, _clock, onRow) => {
  const fd = openSync(path, "r");
  const buffer = Buffer.alloc(65_536);
  let at = 0;
  // The header is no row.
  let index = -1;
  const read = (): void => {
    const bytes = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, at));
    at += bytes.length;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1)) {
      if (index >= 0) onRow(index);
      index += 1;
    }
  };
  read();
  const watcher = watch(dirname(path), read);
  return {
    stop: async () => {
      read();
      watcher.close();
      closeSync(fd);
    },
  };
};

async function latenciesMs(folder: string, follow: Follow): Promise<readonly number[]> {
  const path = join(folder, "observed.csv");
  const clock = realClock(newClockOrigin());
  const log = openObservedLog({ path, source: "response", format: "csv", bufferBytes: 0, utcOffsetMs });
  const writtenMs: number[] = [];
  const latencies: number[] = [];
  const follower = follow(path, clock, (index) => {
    const nowMs = monotonicMs();
    latencies.push(nowMs - (writtenMs[index] ?? nowMs));
  });
  for (const row of noisyRows(1, latencyRows, () => 10)) {
    await clock.sleepUntilMs(clock.nowMs() + 5);
    writtenMs.push(monotonicMs());
    log.write(row);
  }
  await follower.stop();
  log.close();
  await clock.close();
  return latencies;
}

function summaryOf(latencies: readonly number[]): Row {
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    rows: sorted.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
  };
}

async function msOf(work: () => void | Promise<void>): Promise<number> {
  const beforeMs = monotonicMs();
  await work();
  return monotonicMs() - beforeMs;
}

function perSecond(timesMs: readonly number[]): number {
  return (
    (rowCount * 1000) /
    percentile(
      timesMs.toSorted((a, b) => a - b),
      0.5,
    )
  );
}

async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
