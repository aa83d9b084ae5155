import { appendFileSync, copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ResponseObservation } from "../../../domain/response/observation.ts";
import type { Observation } from "../../../domain/sources.ts";
import { newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { openLabelledLog, openObservedLog } from "../../../log/files/writer.ts";
import { followObservedLog, streamObservedLog } from "../../../log/follow/follow-observed.ts";
import { observedFormat } from "../../../log/sources.ts";
import { trainLines } from "../audit/alerts.ts";
import { rowAt, rowsFrom, temporaryFolder, utc } from "../rows.ts";

const csv = observedFormat("response", "csv", utc);
const ndjson = observedFormat("response", "ndjson", utc);
const original = observedFormat("response", "original", utc);

function follow(path: string, from: "start" | "end" = "start") {
  const clock = realClock(newClockOrigin());
  const rows: Observation[] = [];
  const onRows = (batch: readonly Observation[]): void => void rows.push(...batch);
  const following = followObservedLog({ path, from, clock, utcOffsetMs: utc, onRows });
  onTestFinished(async () => {
    await following.stop();
    await clock.close();
  });
  return { ...following, rows };
}

function lines(format: typeof csv, rows: readonly ResponseObservation[]): string {
  return rows.map(format.encode).join("");
}

test.for(["csv", "ndjson"] as const)("rows written as %s come out as they went in", async (format) => {
  const path = join(temporaryFolder(), "observed.log");
  const { rows, drain, skipped } = follow(path);
  const log = openObservedLog({ path, source: "response", format, bufferBytes: 0, utcOffsetMs: utc });

  for (const row of rowsFrom(0, 100)) log.write(row);
  await drain();
  log.close();

  expect(rows).toEqual(rowsFrom(0, 100));
  expect(skipped()).toEqual({ skipped: 0, reasons: [] });
});

test("of a labelled log only the observation is handed over", async () => {
  const path = join(temporaryFolder(), "labelled.csv");
  const log = openLabelledLog({ path, source: "response", format: "csv", bufferBytes: 0 });
  const { rows, drain } = follow(path);

  log.write({ observation: rowAt(0), truth: { mode: "attack", incident: "attack-1" } });
  await drain();
  log.close();

  expect(rows).toEqual([rowAt(0)]);
});

test("rows of the original are counted as they come, also after a rotation", async () => {
  const path = join(temporaryFolder(), "server_response.csv");
  writeFileSync(path, lines(original, rowsFrom(0, 2)));
  const { rows, drain } = follow(path);
  await drain();

  renameSync(path, `${path}.1`);
  writeFileSync(path, lines(original, rowsFrom(2, 2)));
  await drain();

  expect(rows.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});

test("a rotated CSV log is read on, with its header or without", async () => {
  const path = join(temporaryFolder(), "observed.csv");
  writeFileSync(path, csv.header + lines(csv, rowsFrom(0, 2)));
  const { rows, drain, skipped } = follow(path);
  await drain();

  renameSync(path, `${path}.1`);
  writeFileSync(path, csv.header + lines(csv, rowsFrom(2, 2)));
  await drain();
  copyFileSync(path, `${path}.2`);
  truncateSync(path, 0);
  appendFileSync(path, lines(csv, rowsFrom(4, 2)));
  await drain();

  expect(rows).toEqual(rowsFrom(0, 6));
  expect(skipped().skipped).toBe(0);
});

test("from the end of a CSV log its header is known although it is not read", async () => {
  const path = join(temporaryFolder(), "observed.csv");
  writeFileSync(path, csv.header + lines(csv, rowsFrom(0, 2)));
  const { rows, drain } = follow(path, "end");

  appendFileSync(path, lines(csv, rowsFrom(2, 1)));
  await drain();

  expect(rows).toEqual([rowAt(2)]);
});

test("a log that goes on in another format is read on", async () => {
  const path = join(temporaryFolder(), "observed.log");
  writeFileSync(path, csv.header + lines(csv, rowsFrom(0, 1)));
  const { rows, drain, skipped } = follow(path);
  await drain();

  appendFileSync(path, lines(ndjson, rowsFrom(1, 1)));
  await drain();

  expect(rows).toEqual(rowsFrom(0, 2));
  expect(skipped().skipped).toBe(0);
});

test("lines that do not parse are counted with their reasons and harm nothing", async () => {
  const path = join(temporaryFolder(), "observed.csv");
  const damaged = (text: string): string => csv.encode(rowAt(9)).replace("0.013500", text);
  writeFileSync(path, `garbage\n${csv.header}${csv.encode(rowAt(0))}${damaged("NaN")}${damaged("-1")}`);
  const { rows, drain, skipped } = follow(path);
  await drain();

  appendFileSync(path, `${damaged("1e-5")}\n${"x".repeat(1_000_000)}\n${csv.encode(rowAt(1))}`);
  await drain();

  expect(rows).toEqual(rowsFrom(0, 2));
  expect(skipped().skipped).toBe(6);
  expect(skipped().reasons).toEqual([
    { line: 1, reason: '"garbage" begins no log we know' },
    { line: 4, reason: 'response_time_s is "NaN", not seconds in fixed notation such as 0.013500' },
    { line: 5, reason: 'response_time_s is "-1", not seconds in fixed notation such as 0.013500' },
    { line: 6, reason: 'response_time_s is "1e-5", not seconds in fixed notation such as 0.013500' },
    { line: 7, reason: "the line is empty" },
  ]);
});

function timesOf(rows: readonly Observation[]): readonly number[] {
  return rows.map(({ atMs }) => atMs);
}

describe("Wazuh's alerts.json through its rotation", () => {
  const [first = "", second = "", third = "", fourth = ""] = trainLines;
  const wanted = [first, second, third, fourth].map((line) => {
    const parsed = observedFormat("audit", "original", utc).decode(line, 0);
    return parsed.kind === "row" ? parsed.row.atMs : -1;
  });

  test("renamed and created anew: what the writer still appends to the old file is read before the new one", async () => {
    const path = join(temporaryFolder(), "alerts.json");
    writeFileSync(path, `${first}\n`);
    const { rows, drain, skipped } = follow(path);
    await drain();

    renameSync(path, `${path}.1`);
    writeFileSync(path, "");
    await drain();
    appendFileSync(`${path}.1`, `${second}\n${third}`);
    appendFileSync(path, `${fourth}\n`);
    await drain();

    expect(timesOf(rows)).toEqual(wanted);
    expect(rows.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(skipped().skipped).toBe(0);
  });

  test("copied and truncated: rows go on, and the line that was cut is counted", async () => {
    const path = join(temporaryFolder(), "alerts.json");
    writeFileSync(path, `${first}\n${second}\n${third.slice(0, 50)}`);
    const { rows, drain, skipped } = follow(path);
    await drain();

    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
    await drain();
    appendFileSync(path, `${third}\n${fourth}\n`);
    await drain();

    expect(timesOf(rows)).toEqual(wanted);
    expect(skipped().reasons).toEqual([{ line: 3, reason: "the file was truncated inside the line" }]);
  });
});

/** What a stream of these bytes hands over, cut into pieces. */
async function streamed(bytes: Buffer, pieceBytes: number) {
  const rows: Observation[] = [];
  const skipped = await streamObservedLog({
    name: "standard input",
    stream: Readable.from(piecesOf(bytes, pieceBytes)),
    signal: new AbortController().signal,
    utcOffsetMs: utc,
    onRows: (batch) => void rows.push(...batch),
  });
  return { rows, skipped };
}

function* piecesOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a stream is read as a file is", () => {
  const [first = "", second = "", third = ""] = trainLines;
  const strange = first.replace('"80792"', '"31103"').replace(/"(?:data|syscheck)":/, '"other":');
  const lie = Buffer.from([0xff, 0xfe]);
  const log = Buffer.concat([
    Buffer.from(`\uFEFF${first}\r\n${strange}\n${"x".repeat(1_000_000)}\n`),
    Buffer.from(second.replace('"full_log": "', `"full_log": "${"y".repeat(1_000_000)}`)),
    Buffer.from("\n{"),
    lie,
    Buffer.from(`\n${third.slice(0, 200)}\n${third}`),
  ]);

  test.for([
    [777, "pieces that cut lines and characters"],
    [65_536, "what a pipe gives"],
    [10_000_000, "all at once"],
  ] as const)("in pieces of %i bytes: %s", async ([pieceBytes]) => {
    const path = join(temporaryFolder(), "alerts.json");
    writeFileSync(path, Buffer.concat([log, Buffer.from("\n")]));
    const file = follow(path);
    await file.drain();

    const { rows, skipped } = await streamed(log, pieceBytes);

    expect(rows).toEqual(file.rows);
    expect(skipped).toEqual(file.skipped());
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatchObject({ kind: "audit", ruleId: "31103" });
    expect(skipped).toMatchObject({
      skipped: 4,
      reasons: [
        { line: 3, reason: "the line is longer than 64 KiB" },
        { line: 4, reason: "the line is longer than 64 KiB" },
        { line: 5, reason: "it is no JSON object" },
        { line: 6, reason: "it is no JSON object" },
      ],
    });
  });
});

test("a recorded log of the original that grows by pieces of any size gives every row once", async () => {
  const golden = readFileSync(
    new URL("../../golden/knn/rapidly-0.5.lines-86-115.server_response.csv", import.meta.url),
  );
  const path = join(temporaryFolder(), "server_response.csv");
  const { rows, drain } = follow(path);

  for (let at = 0; at < golden.length; at += 37) {
    appendFileSync(path, golden.subarray(at, at + 37));
    await drain();
  }

  expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 30 }, (_, index) => index));
});
