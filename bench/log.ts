import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResponseObservation } from "../domain/response/observation.ts";
import { monotonicMs, newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { readObservedLog } from "../log/files/read.ts";
import { openObservedLog } from "../log/files/writer.ts";
import { followObservedLog } from "../log/follow/follow-observed.ts";
import type { LogFormat } from "../log/formats/format.ts";
import { noisyRows } from "../test/detector/traffic.ts";
import type { Row, Section } from "./section.ts";
import { percentile } from "./section.ts";

const rowCount = 100_000;
const repeats = 5;
const latencyRows = 500;
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
  for await (const row of readObservedLog(path, { utcOffsetMs }).rows)
    read += row.kind === "response" ? 1 : 0;
  if (read !== rowCount) throw new Error(`Read ${read} rows instead of ${rowCount}`);
}

/** Latency of the log follower: single rows, 5 ms apart, on the real clock and in one process. */
export const logFollower: Section = {
  name: "log-follower",
  summary: "Milliseconds from just before a row is written until the follower of the file delivers it.",
  run: () => inTemporaryFolder(async (folder) => [summaryOf(await latenciesMs(folder))]),
};

async function latenciesMs(folder: string): Promise<readonly number[]> {
  const path = join(folder, "observed.csv");
  const clock = realClock(newClockOrigin());
  const log = openObservedLog({ path, source: "response", format: "csv", bufferBytes: 0, utcOffsetMs });
  const writtenMs: number[] = [];
  const latencies: number[] = [];
  const following = followObservedLog({
    path,
    from: "start",
    clock,
    utcOffsetMs,
    onRows: (rows) => {
      const nowMs = monotonicMs();
      for (const { index } of rows) latencies.push(nowMs - (writtenMs[index] ?? nowMs));
    },
  });
  for (const row of noisyRows(1, latencyRows, () => 10)) {
    await clock.sleepUntilMs(clock.nowMs() + 5);
    writtenMs.push(monotonicMs());
    log.write(row);
  }
  await following.drain();
  await following.stop();
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
