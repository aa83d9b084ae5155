import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { LogReading } from "../../../log/files/read.ts";
import { readLabelledLog, readObservedLog } from "../../../log/files/read.ts";
import { openLabelledLog, openObservedLog } from "../../../log/files/writer.ts";
import { observedFormat } from "../../../log/sources.ts";
import { containing, rowAt, rowsFrom, temporaryFolder, utc } from "../rows.ts";

const { header, encode } = observedFormat("response", "csv", utc);

async function all<Row>({ rows, skipped }: LogReading<Row>) {
  const read: Row[] = [];
  for await (const row of rows) read.push(row);
  return { rows: read, ...skipped() };
}

function fileWith(content: string): string {
  const path = join(temporaryFolder(), "a.log");
  writeFileSync(path, content);
  return path;
}

test.for(["csv", "ndjson"] as const)(
  "a %s log is recognised and read back as it was written",
  async (format) => {
    const path = join(temporaryFolder(), "observed.log");
    const log = openObservedLog({ path, source: "response", format, bufferBytes: 65_536, utcOffsetMs: utc });
    for (const row of rowsFrom(0, 5000)) log.write(row);
    log.close();

    const reading = readObservedLog(path, { utcOffsetMs: utc });

    expect(reading.detected).toEqual({ kind: "observed", source: "response", format });
    expect(await all(reading)).toEqual({ rows: rowsFrom(0, 5000), skipped: 0, reasons: [] });
  },
);

test.for(["csv", "ndjson"] as const)(
  "a labelled %s log is read with its truth, or without it as an observed one",
  async (format) => {
    const path = join(temporaryFolder(), "labelled.log");
    const rows = [
      { observation: rowAt(0), truth: { mode: "normal" } },
      { observation: rowAt(1), truth: { mode: "attack", incident: "attack-1" } },
    ];
    const log = openLabelledLog({ path, source: "response", format, bufferBytes: 0 });
    for (const row of rows) log.write(row);
    log.close();

    expect(await all(readLabelledLog(path))).toEqual({ rows, skipped: 0, reasons: [] });
    expect(await all(readObservedLog(path, { utcOffsetMs: utc }))).toEqual({
      rows: rowsFrom(0, 2),
      skipped: 0,
      reasons: [],
    });
  },
);

test("a recorded log of the original is read, its rows counted from 0", async () => {
  const path = fileURLToPath(
    new URL("../../golden/knn/rapidly-0.5.lines-86-115.server_response.csv", import.meta.url),
  );

  const { rows, skipped } = await all(readObservedLog(path, { utcOffsetMs: utc }));

  expect(skipped).toBe(0);
  expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 30 }, (_, index) => index));
});

test("rows of the original are counted without the lines that are none", async () => {
  const path = fileWith(
    [
      "2018-12-30 07:29:44,814,INFO,Response_time:0.5\n",
      "2018-12-30 07:29:45,814,INFO,Response_time:5e-05\n",
      "2018-12-30 07:29:46,814,INFO,Response_time:0.5\n",
    ].join(""),
  );

  const { rows, skipped } = await all(readObservedLog(path, { utcOffsetMs: utc }));

  expect(rows.map(({ index }) => index)).toEqual([0, 1]);
  expect(skipped).toBe(1);
});

test("lines that are no rows are skipped and counted, the first five with number and reason", async () => {
  const damaged = encode(rowAt(9)).replace("0.013500", "NaN");
  const path = fileWith(
    [
      header,
      encode(rowAt(0)),
      "garbage\n",
      damaged,
      damaged.replace("NaN", "-1"),
      damaged.replace("NaN", "1e-5"),
      "\n",
      `${"x".repeat(1_000_000)}\n`,
      encode(rowAt(1)),
    ].join(""),
  );

  expect(await all(readObservedLog(path, { utcOffsetMs: utc }))).toEqual({
    rows: rowsFrom(0, 2),
    skipped: 6,
    reasons: [
      { line: 3, reason: "1 columns, not 8" },
      { line: 4, reason: containing('"NaN"') },
      { line: 5, reason: containing('"-1"') },
      { line: 6, reason: containing('"1e-5"') },
      { line: 7, reason: "the line is empty" },
    ],
  });
});

test("a line longer than 64 KiB is skipped and the one after it is read", async () => {
  const path = fileWith(`${header}${"x".repeat(70_000)}\n${encode(rowAt(0))}`);

  expect(await all(readObservedLog(path, { utcOffsetMs: utc }))).toEqual({
    rows: [rowAt(0)],
    skipped: 1,
    reasons: [{ line: 2, reason: "the line is longer than 64 KiB" }],
  });
});

test("a last line without its end is read when it is complete", async () => {
  const path = fileWith(header + encode(rowAt(0)) + encode(rowAt(1)).trimEnd());

  expect(await all(readObservedLog(path, { utcOffsetMs: utc }))).toMatchObject({
    rows: rowsFrom(0, 2),
    skipped: 0,
  });
});

test("a last line without its end is skipped when it was cut", async () => {
  const path = fileWith(header + encode(rowAt(0)) + encode(rowAt(1)).slice(0, 40));

  expect(await all(readObservedLog(path, { utcOffsetMs: utc }))).toMatchObject({
    rows: [rowAt(0)],
    skipped: 1,
  });
});

test("Windows line ends and blank first lines do no harm", async () => {
  const path = fileWith(`\n  \n${header}${encode(rowAt(0))}`.replaceAll("\n", "\r\n"));

  expect(await all(readObservedLog(path, { utcOffsetMs: utc }))).toMatchObject({
    rows: [rowAt(0)],
    skipped: 2,
  });
});

test.for([
  ["", "LOG_EMPTY"],
  ["\n\n", "LOG_EMPTY"],
  ["a,b,c\n1,2,3\n", "UNKNOWN_LOG_FORMAT"],
  [`${"x".repeat(1_000_000)}\n`, "UNKNOWN_LOG_FORMAT"],
] as const)("a file that begins %j is refused with %s", ([content, code]) => {
  expect(() => readObservedLog(fileWith(content), { utcOffsetMs: utc })).toThrow(
    expect.objectContaining({ kind: "usage", code }),
  );
});

test("a file in no known format is named with its first line, without control characters and cut short", () => {
  const path = fileWith(`\u001B[2J\u0007${"y".repeat(500)}\n`);

  expect(() => readObservedLog(path, { utcOffsetMs: utc })).toThrow(
    `${path} is in no format we know: it begins with "[2J${"y".repeat(55)}…".`,
  );
});

test("a file that does not exist is named", () => {
  expect(() => readObservedLog("no/such.csv", { utcOffsetMs: utc })).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "LOG_NOT_FOUND",
      message: "There is no file no/such.csv.",
    }),
  );
});

test("a folder cannot be read as a log", () => {
  expect(() => readObservedLog(temporaryFolder(), { utcOffsetMs: utc })).toThrow(
    expect.objectContaining({ kind: "usage", code: "LOG_NOT_READABLE" }),
  );
});

test("an observed log has no truth to score against", () => {
  expect(() => readLabelledLog(fileWith(header))).toThrow(
    expect.objectContaining({ kind: "usage", code: "LOG_NOT_LABELLED" }),
  );
});

test("nor has one whose columns the user names", () => {
  const path = fileWith("when,dt,code\n2031-03-03T04:05:06Z,41,200\n");

  expect(() => readLabelledLog(path, { columns: "at=when,took=dt,status=code", unit: "ms" })).toThrow(
    expect.objectContaining({ kind: "usage", code: "LOG_NOT_LABELLED" }),
  );
});
