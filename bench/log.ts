import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResponseObservation } from "../domain/observation.ts";
import { monotonicMs, newClockOrigin, realClock } from "../harness/clock.ts";
import { followObservedLog } from "../log/follow-observed.ts";
import type { LogFormat } from "../log/format.ts";
import { readObservedLog } from "../log/read.ts";
import { openObservedLog } from "../log/writer.ts";
import { noisyRows } from "../test/detector/traffic.ts";

const rowCount = 100_000;
const repeats = 5;
const latencyRows = 500;
const formats = ["csv", "ndjson", "original"] as const;
const utcOffsetMs = (): number => 0;

/** How fast one format is written and read. */
export interface LogSpeed {
  readonly format: LogFormat;
  readonly bytesPerRow: number;
  /** Every row in the file before the next, as on the real clock. */
  readonly writtenPerSecond: number;
  /** In batches of 64 KiB, as on the virtual clock. */
  readonly writtenInBatchesPerSecond: number;
  readonly readPerSecond: number;
}

/** Medians of the repeats, on a temporary file. */
export async function logSpeeds(): Promise<readonly LogSpeed[]> {
  const rows = noisyRows(1, rowCount, () => 10);
  const speeds: LogSpeed[] = [];
  for (const format of formats)
    speeds.push(await inTemporaryFolder((folder) => speedOf(format, rows, folder)));
  return speeds;
}

async function speedOf(
  format: LogFormat,
  rows: readonly ResponseObservation[],
  folder: string,
): Promise<LogSpeed> {
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
    bytesPerRow: statSync(path).size / rowCount,
    writtenPerSecond: perSecond(single),
    writtenInBatchesPerSecond: perSecond(batched),
    readPerSecond: perSecond(read),
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
  if (read !== rowCount) throw new Error(`${read} rows were read, not ${rowCount}`);
}

/** From before a row is written to when it is handed over, in milliseconds. */
export interface FollowerLatency {
  readonly rows: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** One row at a time, 5 ms apart, on the real clock and in one process. */
export function followerLatency(): Promise<FollowerLatency> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, "observed.csv");
    const clock = realClock(newClockOrigin());
    const log = openObservedLog({ path, source: "response", format: "csv", bufferBytes: 0, utcOffsetMs });
    const writtenMs: number[] = [];
    const latenciesMs: number[] = [];
    const following = followObservedLog({
      path,
      from: "start",
      clock,
      utcOffsetMs,
      onRows: (rows) => {
        const nowMs = monotonicMs();
        for (const { index } of rows) latenciesMs.push(nowMs - (writtenMs[index] ?? nowMs));
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
    return summaryOf(latenciesMs.toSorted((a, b) => a - b));
  });
}

function summaryOf(sortedMs: readonly number[]): FollowerLatency {
  const at = (share: number): number => sortedMs[Math.floor(share * (sortedMs.length - 1))] ?? 0;
  return { rows: sortedMs.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

async function msOf(work: () => void | Promise<void>): Promise<number> {
  const beforeMs = monotonicMs();
  await work();
  return monotonicMs() - beforeMs;
}

function perSecond(timesMs: readonly number[]): number {
  const median = timesMs.toSorted((a, b) => a - b)[Math.floor(repeats / 2)] ?? 0;
  return (rowCount * 1000) / median;
}

async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
