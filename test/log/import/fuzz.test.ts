import fc from "fast-check";
import { expect, test } from "vitest";
import { FiredrillError } from "../../../domain/error.ts";
import { chooseFormat, foreignFormats } from "../../../log/import/choose.ts";
import { createRowReader } from "../../../log/files/rows.ts";
import { importInDoubt } from "../../../log/import/errors.ts";
import type { ImportFormat } from "../../../log/import/format.ts";
import { keepable } from "../../../log/import/format.ts";
import { readHar } from "../../../log/import/har.ts";
import { recordedLogs } from "../../../log/response/recorded-log.ts";

const samples = [
  '203.0.113.9 - - [20/Nov/2026:14:00:01 +0200] "GET /a?b=1 HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11)" 0.250',
  '203.0.113.9 - - [20/Nov/2026:14:00:01 +0200] "GET /a HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11)" 13240',
  '"20/Nov/2026/14:00:01" "203.0.113.9" "200" "512" "13240" "GET" "/index.html/?a=1" "HTTP/1.1"',
  '203.0.113.9 - - [20/Nov/2026:14:00:01 +0000] "GET /elm HTTP/1.1" 504 3 "-" "-" 912 "elm@file" "http://198.51.100.6" 3001ms',
  '{"ts":1795176001.5,"duration":0.25,"status":404,"size":9,"request":{"uri":"/","method":"GET"}}',
  '{"time_iso8601":"2026-11-20T14:00:01+02:00","request_time":"0.250","status":"404","request":{"uri":"/"}}',
  "metric_name,timestamp,metric_value,check,error,error_code,method,status,url",
  'http_req_duration,1795176001,221.899,,"a, b",,GET,200,http://x/',
  "index,at,planned_at,sent_at,outcome,response_time_s,status,error",
  "0,2020-01-01T00:00:00.500000Z,2020-01-01T00:00:00.000000Z,2020-01-01T00:00:00.000000Z,failed,0.5,,TIMEOUT",
  "2018-12-30 07:29:44,814,INFO,Response_time:0.0164491",
];

/** A line of a log, a damaged one, or anything at all. */
const line = fc.oneof(
  fc.constantFrom(...samples),
  fc
    .tuple(fc.constantFrom(...samples), fc.nat(120), fc.nat(20), fc.string({ maxLength: 8, unit: "binary" }))
    .map(([sample, at, cut, put]) => sample.slice(0, at) + put + sample.slice(at + cut)),
  fc.string({ maxLength: 80, unit: "binary" }),
);
const lines = fc.array(line, { minLength: 1, maxLength: 12 });
const keep = [...keepable];
const format = fc.option(
  fc.constantFrom(...[...foreignFormats, ...recordedLogs.ownFormats].map(({ name }) => name)),
  {
    nil: undefined,
  },
);

type LineFormatName = ImportFormat["name"];

/** Imports lines as a file of them would be. */
function importLines(given: readonly string[], asked: LineFormatName | undefined): void {
  const sample = { path: "fuzz.log", lines: given, firstLineNumber: 1 };
  const chosen = chooseFormat(sample, recordedLogs.ownFormats, asked === undefined ? {} : { format: asked }, {
    keep,
  });
  if (chosen.kind === "doubt") throw importInDoubt(sample.path, sample.firstLineNumber, chosen, []);
  const reader = createRowReader(chosen.reader.read);
  const collector = recordedLogs.collect(given.length);
  const rows = reader.rowsIn(given);
  for (const row of rows) collector.add(row);
  const { skipped, reasons } = reader.skipped();
  expect(reasons).toHaveLength(Math.min(5, skipped));
  if (rows.some(({ kind }) => kind === "request"))
    checkOrder(collector.finish(chosen.reader.stamps, chosen.format.precision).recording.offsetsMs);
}

function checkOrder(offsetsMs: Float64Array): void {
  expect(offsetsMs[0]).toBe(0);
  expect(offsetsMs.every((offsetMs, at) => offsetMs >= (offsetsMs[at - 1] ?? 0))).toBe(true);
}

/** Whether the lines were imported, and if not, why. */
function attempt(given: readonly string[], asked: LineFormatName | undefined): "imported" | FiredrillError {
  try {
    importLines(given, asked);
    return "imported";
  } catch (error) {
    if (error instanceof FiredrillError) return error;
    throw error;
  }
}

test("whatever the lines hold, they are imported, or the mistake names the line it gave up at", () => {
  const ends = { imported: 0, refused: 0 };
  fc.assert(
    fc.property(lines, format, (given, asked) => {
      const end = attempt(given, asked);

      ends[end === "imported" ? "imported" : "refused"] += 1;
      expect(end === "imported" || (end.kind === "usage" && /\bline \d+\b/.test(end.message))).toBe(true);
    }),
    { numRuns: 8000 },
  );
  expect(Math.min(ends.imported, ends.refused)).toBeGreaterThan(500);
});

const json = fc.oneof(
  fc.json(),
  fc
    .json()
    .map(
      (entry) => `{"log":{"entries":[${entry},{"startedDateTime":"2026-11-20T14:00:01Z","time":${entry}}]}}`,
    ),
  fc.string({ unit: "binary" }),
);

test("whatever a HAR file holds, its entries are read or told why not", () => {
  fc.assert(
    fc.property(json, (text) => {
      const har = readHar(text, { keep });

      expect(["doubt", "entries"]).toContain(har.kind);
    }),
    { numRuns: 2000 },
  );
});
