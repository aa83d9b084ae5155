import fc from "fast-check";
import { expect, test } from "vitest";
import { labelledFormat, observedFormat } from "../../../log/sources.ts";
import { anyLabelledRow, anyLine, anyRow, containing, rowAt, utc } from "../rows.ts";

const observed = observedFormat("response", "ndjson", utc);
const labelled = labelledFormat("response", "ndjson");

test("a row is one JSON object with the columns as fields, durations as numbers", () => {
  expect(observed.encode(rowAt(1))).toBe(
    '{"index":1,"at":"2020-01-01T00:00:00.513500Z","planned_at":"2020-01-01T00:00:00.500000Z",' +
      '"sent_at":"2020-01-01T00:00:00.500000Z","outcome":"completed","response_time_s":0.0135,"status":200}\n',
  );
});

test("reading back an observed row gives exactly the same, and it is one line of JSON", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const line = observed.encode(row);

      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(JSON.parse(line)).toHaveProperty("index", row.index);
      expect(observed.decode(line.slice(0, -1), 0)).toStrictEqual({ kind: "row", row });
    }),
  );
});

test("a line is read as the same JSON with a blank in it, damaged or not", () => {
  fc.assert(
    fc.property(anyLine(labelled), (line) => {
      const spaced = line.replace("{", "{ ");

      expect(labelled.decode(line, 0)).toStrictEqual(labelled.decode(spaced, 0));
    }),
    { numRuns: 500 },
  );
});

test("reading back a labelled row gives exactly the same", () => {
  fc.assert(
    fc.property(anyLabelledRow, (row) => {
      expect(labelled.decode(labelled.encode(row).slice(0, -1), 0)).toStrictEqual({ kind: "row", row });
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
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (line) => {
      expect(["row", "skipped"]).toContain(observed.decode(line, 0).kind);
    }),
  );
});

const instants =
  '"at":"2020-01-01T00:00:00Z","planned_at":"2020-01-01T00:00:00Z","sent_at":"2020-01-01T00:00:00Z"';
const lineWith = (rest: string): string => `{"index":0,${instants},${rest}}`;

test.for([
  ["", "the line is empty"],
  ["[1]", "it is no JSON object"],
  ["null", "it is no JSON object"],
  [lineWith('"outcome":"completed","response_time_s":NaN,"status":200'), "it is no JSON object"],
  [
    lineWith('"outcome":"completed","response_time_s":9.5e-05,"status":200'),
    "a number is in exponent notation",
  ],
  [lineWith('"outcome":"completed","response_time_s":-1,"status":200'), "response_time_s is -1, not seconds"],
  [
    lineWith('"outcome":"completed","response_time_s":"1","status":200'),
    'response_time_s is "1", not seconds',
  ],
  [
    lineWith('"outcome":"completed","response_time_s":null,"status":200'),
    "response_time_s is null, not seconds",
  ],
  [lineWith('"outcome":"completed","status":200'), "response_time_s is empty"],
  [lineWith('"outcome":"completed","response_time_s":1'), "status is empty"],
] as const)("%s is skipped: %s", ([line, reason]) => {
  expect(observed.decode(line, 0)).toEqual({ kind: "skipped", reason: containing(reason) });
});

test("what looks like an exponent inside a text is none", () => {
  const row = { ...rowAt(0), outcome: { kind: "failed", error: 'x":1e5,"', afterMs: 1 } } as const;

  expect(observed.decode(observed.encode(row).trimEnd(), 0)).toEqual({ kind: "row", row });
});
