import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cell, ColumnTable } from "../../../log/formats/columns.ts";
import { csvFormat, escapeLineBreaks } from "../../../log/formats/csv.ts";
import { fixedSeconds } from "../../../log/formats/numbers.ts";
import { labelledFormat, observedFormat } from "../../../log/sources.ts";
import { anyLabelledRow, anyLine, anyRow, anyText, containing, rowAt, utc } from "../rows.ts";

const observed = observedFormat("response", "csv", utc);
const labelled = labelledFormat("response", "csv");

test("the header names the columns, and the labelled one adds mode and incident", () => {
  expect(observed.header).toBe("index,at,planned_at,sent_at,outcome,response_time_s,status,error\n");
  expect(labelled.header).toBe(
    "index,at,planned_at,sent_at,outcome,response_time_s,status,error,mode,incident\n",
  );
});

test("a row is ISO 8601 in UTC and seconds, both with six decimals", () => {
  expect(observed.encode(rowAt(1))).toBe(
    "1,2020-01-01T00:00:00.513500Z,2020-01-01T00:00:00.500000Z,2020-01-01T00:00:00.500000Z,completed,0.013500,200,\n",
  );
});

test("a microsecond is no exponent", () => {
  const row = { ...rowAt(0), outcome: { kind: "completed", status: 200, responseMs: 0.001 } } as const;

  expect(observed.encode(row)).toContain(",0.000001,");
});

const texts: ColumnTable<readonly Cell[]> = {
  columns: ["one", "two", "three"].map((name) => ({ name, holds: "text", optional: true })),
  cellsOf: (row) => row,
  rowOf: (row) => ({ kind: "row", row }),
};

test("the bytes are those of csv-stringify, whatever the texts hold", () => {
  const anyCells = fc.array(fc.option(anyText, { nil: undefined }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(anyCells, (cells) => {
      const spelled = cells.map((cell) => (cell === undefined ? undefined : escapeLineBreaks(cell)));

      expect(csvFormat(texts, []).encode(cells)).toBe(
        stringify([spelled], { record_delimiter: "\n", quoted_match: /^$/ }),
      );
    }),
  );
});

test("seconds have the six decimals that toFixed gives them", () => {
  const micros = fc.oneof(fc.nat(3_000_000), fc.maxSafeInteger());
  fc.assert(
    fc.property(micros, (value) => {
      expect(fixedSeconds(value / 1000)).toBe((Math.round((value / 1000) * 1000) / 1_000_000).toFixed(6));
    }),
  );
});

test("a line is read as the same line with every cell in quotes, damaged or not", () => {
  fc.assert(
    fc.property(anyLine(labelled), (line) => {
      const quoted = line.replaceAll(/[^,]+/g, '"$&"');

      expect(labelled.decode(line, 0)).toStrictEqual(labelled.decode(quoted, 0));
      expect(observed.decode(line, 0)).toStrictEqual(observed.decode(quoted, 0));
    }),
    { numRuns: 500 },
  );
});

test("reading back an observed row gives exactly the same, whatever its texts hold, and it is one line", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const line = observed.encode(row);

      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(observed.decode(line.slice(0, -1), 0)).toStrictEqual({ kind: "row", row });
    }),
  );
});

test("reading back a labelled row gives exactly the same, an empty incident apart from none", () => {
  fc.assert(
    fc.property(anyLabelledRow, (row) => {
      const line = labelled.encode(row);

      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(labelled.decode(line.slice(0, -1), 0)).toStrictEqual({ kind: "row", row });
    }),
  );
});

test("a labelled line read as an observed one is its observation", () => {
  fc.assert(
    fc.property(anyLabelledRow, (row) => {
      const line = labelled.encode(row).slice(0, -1);

      expect(observed.decode(line, 0)).toStrictEqual({ kind: "row", row: row.observation });
    }),
  );
});

test("whatever a line holds, reading it does not throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (line) => {
      expect(["row", "header", "skipped"]).toContain(observed.decode(line, 0).kind);
    }),
  );
});

test("headers are recognised, with a byte order mark and with the labelled columns too", () => {
  expect(observed.decode(observed.header.trimEnd(), 0)).toEqual({ kind: "header" });
  expect(observed.decode(`\uFEFF${labelled.header.trimEnd()}`, 0)).toEqual({ kind: "header" });
});

const at = "2020-01-01T00:00:00Z";

test.for([
  ["", "the line is empty"],
  ["garbage", "1 columns, not 8"],
  [`0,${at},${at},${at},completed,NaN,200,`, 'response_time_s is "NaN", not seconds in fixed notation'],
  [`0,${at},${at},${at},completed,-0.5,200,`, 'response_time_s is "-0.5", not seconds in fixed notation'],
  [
    `0,${at},${at},${at},completed,9.5e-05,200,`,
    'response_time_s is "9.5e-05", not seconds in fixed notation',
  ],
  [`0,${at},${at},${at},completed,12.,200,`, 'response_time_s is "12.", not seconds in fixed notation'],
  [`0,${at},${at},${at},completed,,200,`, "response_time_s is empty"],
  [`-1,${at},${at},${at},completed,1,200,`, 'index is "-1", not a whole number from 0'],
  [
    `0,2020-02-30T00:00:00Z,${at},${at},completed,1,200,`,
    'at is "2020-02-30T00:00:00Z", not an instant in UTC',
  ],
  [`0,${at},${at},${at},completed,1,,`, "status is empty"],
  [`0,${at},${at},${at},failed,1,,`, "error is empty"],
  [`0,${at},${at},${at},gone,1,,`, 'outcome is "gone", not completed, failed or open'],
  [`0,${at},${at},${at},failed,1,,"half`, "its quotes do not match"],
  [`0,${at},${at},${at},completed,1,200,,attack`, "9 columns, not 8"],
] as const)("%s is skipped: %s", ([line, reason]) => {
  expect(observed.decode(line, 0)).toEqual({ kind: "skipped", reason: containing(reason) });
});

test("a reason shows foreign text without control characters and cut short", () => {
  const parsed = observed.decode(`\u001B[31m${"x".repeat(500)},${at},${at},${at},completed,1,200,`, 0);

  expect(parsed).toEqual({
    kind: "skipped",
    reason: `index is "[31m${"x".repeat(55)}…", not a whole number from 0`,
  });
});
