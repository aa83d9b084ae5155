import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDetector, trainDetector } from "../../../detector/model.ts";
import { findDetector } from "../../../detector/registry.ts";
import { focus } from "../../../detector/series/focus.ts";
import { knn } from "../../../detector/series/knn.ts";
import type { Observation } from "../../../domain/sources.ts";
import { detectLine } from "../../../log/files/detect.ts";
import { readObservedLog } from "../../../log/files/read.ts";
import { observedFormat } from "../../../log/sources.ts";
import { containingText } from "../../harness/containing.ts";
import { testFolder } from "../../harness/folder.ts";
import { imported, refusalOf, requestsOf } from "../import/imported.ts";
import { alertsOn } from "../../detector/run.ts";
import { utc } from "../rows.ts";

const series = observedFormat("process", "series", utc);

function rowOf(value: number, index = 0) {
  const atMs = 1_397_088_240_000 + index * 300_000;
  return { kind: "process", index, atMs, process: "series", event: { kind: "sample", value } } as const;
}

test("a file that begins with timestamp,value is a series, with a byte order mark and capitals too", () => {
  const known = { kind: "observed", source: "process", format: "series" };

  expect(detectLine("timestamp,value")).toEqual(known);
  expect(detectLine("\uFEFFTimestamp, Value")).toEqual(known);
  expect(detectLine("timestamp,value,label")).toBeUndefined();
});

test.for([
  ["2014-04-10 00:04:00,20.5", 20.5],
  ["2014-04-10T00:04:00Z,-0.25", -0.25],
  ["2014-04-10 00:04,+1e3", 1000],
  ["2014-04-10 00:04:00.000, .5 ", 0.5],
] as const)("%s is a row with the value %s", ([line, value]) => {
  expect(series.decode(line, 0)).toEqual({ kind: "row", row: rowOf(value) });
});

test.for([
  ["2014-04-10 00:04:00", "1 columns, not 2"],
  ["2014-04-10 00:04:00,1,2", "3 columns, not 2"],
  ["2014-04-10 00:04:00,", 'value is "", not a number below 1e15'],
  ["2014-04-10 00:04:00,NaN", 'value is "NaN", not a number below 1e15'],
  ["2014-04-10 00:04:00,-Infinity", 'value is "-Infinity", not a number below 1e15'],
  ["2014-04-10 00:04:00,1e15", 'value is "1e15", not a number below 1e15'],
  ["2014-02-30 00:04:00,1", 'timestamp is "2014-02-30 00:04:00", not a time such as 2014-04-10 00:04:00'],
  ["1397088240,1", 'timestamp is "1397088240", not a time such as 2014-04-10 00:04:00'],
] as const)("%s is no row: %s", ([line, reason]) => {
  expect(series.decode(line, 0)).toEqual({ kind: "skipped", reason });
});

test.for(["csv", "ndjson", "series"])(
  "a value is the same when read back in %s, tiny and negative too",
  (format) => {
    const { encode, decode } = observedFormat("process", format, utc);

    for (const value of [0, 20.5, -3.25, 1e-7, 123_456_789_012_345]) {
      expect(decode(encode(rowOf(value)).trimEnd(), 0)).toEqual({ kind: "row", row: rowOf(value) });
    }
  },
);

const risen = Array.from({ length: 300 }, (_, index) => rowOf((index < 200 ? 10 : 30) + (index % 7), index));

test.for(["knn", "focus", "cusum", "ewma", "shewhart", "page-hinkley", "threshold"])(
  "%s watches the value of a series without being told",
  (name) => {
    const alerts = alertsOn(findDetector(name), {}, risen);

    expect(alerts[0]?.atIndex).toBeGreaterThanOrEqual(name === "threshold" ? 0 : 200);
    expect(alerts).toEqual(alertsOn(findDetector(name), { signal: "value" }, risen));
  },
);

test("a detector learns the value of a series, and its model watches it too", () => {
  const model = trainDetector(focus, risen.slice(0, 200));

  expect(model).toMatchObject({ signal: "value" });
  const detector = createDetector(focus, { source: "process", model });
  expect(risen.flatMap((row) => detector.observe(row))[0]).toMatchObject({ key: "value", atIndex: 200 });
});

test("samples of a process are watched by their processor time, also when a column value is there", () => {
  const rows = risen.map((row): Observation => {
    const { value } = row.event;
    return { ...row, event: { kind: "sample", cpuPercent: 5, value } };
  });

  expect(alertsOn(knn, {}, rows)).toEqual([]);
});

async function allOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test("a series is read from its file, and each bad line is named", async () => {
  const path = join(testFolder(), "s.csv");
  writeFileSync(path, "timestamp,value\n2014-04-10 00:04:00,1\nragged\n2014-04-10 00:09:00,2\n");

  const reading = readObservedLog(path, { utcOffsetMs: utc });
  const rows = await allOf(reading.rows);

  expect(rows).toEqual([rowOf(1, 0), rowOf(2, 1)]);
  expect(reading.skipped()).toEqual({ skipped: 1, reasons: [{ line: 3, reason: "1 columns, not 2" }] });
});

const latencies = ["timestamp,value", "2026-11-17 14:02:00.5,41", "2026-11-17 14:02:01,900", ""].join("\n");

test("a series of response times is imported with their unit, each as an answer", async () => {
  const log = await imported(latencies, { unit: "ms" });

  expect(log).toMatchObject({ format: "series", stamps: "end", skipped: { skipped: 0 } });
  expect(requestsOf(log)).toMatchObject([
    { tookMs: 900, end: { kind: "answered", status: 200 } },
    { tookMs: 41, end: { kind: "answered", status: 200 } },
  ]);
});

test("a series without a unit is in doubt, because its values need not be response times", async () => {
  expect(await refusalOf(imported(latencies))).toMatchObject({
    code: "IMPORT_AMBIGUOUS",
    message: containingText("The values of a series have no unit."),
    advice: containingText("--unit ms"),
  });
});

const fieldCase = join("..", "shared", "field", "43-nab", "latency.csv");

test("every line of the field case of NAB is a value", async ({ skip }) => {
  skip(!existsSync(fieldCase), `there is no ${fieldCase}`);
  const reading = readObservedLog(fieldCase, { utcOffsetMs: utc });
  const rows = await allOf(reading.rows);

  expect(rows).toHaveLength(readFileSync(fieldCase, "utf8").trimEnd().split("\n").length - 1);
  expect(reading.skipped().skipped).toBe(0);
});
