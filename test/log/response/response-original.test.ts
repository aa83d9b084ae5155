import fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { roundToMicros } from "../../../domain/time/clock.ts";
import { parseInstant } from "../../../domain/time/instant.ts";
import { observedFormat } from "../../../log/sources.ts";
import { anyRow, containing, rowAt, utc } from "../rows.ts";

const original = observedFormat("response", "original", utc);
const golden = new URL("../../golden/knn/rapidly-0.5.lines-86-115.server_response.csv", import.meta.url);

test("a row is the original's line in local time", () => {
  const inHelsinki = observedFormat("response", "original", () => 7_200_000);

  expect(inHelsinki.encode(rowAt(1))).toBe("2020-01-01 02:00:00,513,INFO,Response_time:0.0135\n");
});

test.for([
  [0, "0.0", "the original's own pattern wants a decimal"],
  [0.001, "0.000001", "an exponent would be read as a large number"],
  [2000, "2.0", "the original's own pattern wants a decimal"],
  [500.25, "0.50025", "no more decimals than there are"],
] as const)("%f ms are written as %s: %s", ([responseMs, seconds]) => {
  const row = { ...rowAt(0), outcome: { kind: "completed", status: 200, responseMs } } as const;

  expect(original.encode(row)).toMatch(new RegExp(`Response_time:${seconds.replace(".", "\\.")}\n$`));
});

test("failed and open requests are left out, for the original has no word for them", () => {
  expect(original.encode({ ...rowAt(0), outcome: { kind: "failed", error: "TIMEOUT", afterMs: 1 } })).toBe(
    "",
  );
  expect(original.encode({ ...rowAt(0), outcome: { kind: "open", ageMs: 1 } })).toBe("");
});

test.for([
  ["2018-12-30 07:29:44,814,INFO,Response_time:0.0164491", "2018-12-30T07:29:44.814Z", 16.449],
  ["2017-11-30 10:59:07,309:INFO:Response_time:0.006153472933349818", "2017-11-30T10:59:07.309Z", 6.153],
] as const)("both spellings of the original are read: %s", ([line, instant, responseMs]) => {
  const atMs = parseInstant(instant) ?? 0;
  const sentAtMs = roundToMicros(atMs - responseMs);

  expect(original.decode(line, 7)).toEqual({
    kind: "row",
    row: {
      kind: "response",
      index: 7,
      atMs,
      plannedAtMs: sentAtMs,
      sentAtMs,
      outcome: { kind: "completed", status: 200, responseMs },
    },
  });
});

test("every line of a recorded run of the original is a row, to the microsecond", () => {
  const lines = readFileSync(golden, "utf8").trimEnd().split("\n");

  const seconds = lines.map((line) => {
    const parsed = original.decode(line, 0);
    return parsed.kind === "row" && parsed.row.outcome.kind === "completed"
      ? (parsed.row.outcome.responseMs / 1000).toFixed(6)
      : undefined;
  });

  expect(seconds).toEqual(lines.map((line) => Number(line.split("Response_time:")[1]).toFixed(6)));
  expect(seconds).toHaveLength(30);
});

test("reading back gives the end to the millisecond and the response time exactly", () => {
  fc.assert(
    fc.property(anyRow, fc.integer({ min: -56, max: 56 }), (row, quarters) => {
      fc.pre(row.outcome.kind === "completed" && row.atMs > 86_400_000);
      const format = observedFormat("response", "original", () => quarters * 900_000);

      const parsed = format.decode(format.encode(row).trimEnd(), row.index);

      expect(parsed).toMatchObject({
        kind: "row",
        row: { atMs: Math.floor(row.atMs), index: row.index, outcome: { ...row.outcome, status: 200 } },
      });
    }),
  );
});

test("the offset is that of the moment itself, also just after the clocks went forward", () => {
  const springMs = Date.UTC(2024, 2, 31, 1);
  const format = observedFormat("response", "original", (atMs) => (atMs < springMs ? 7_200_000 : 10_800_000));
  const rows = [-60_000, 0, 60_000].map((offsetMs) => ({ ...rowAt(0), atMs: springMs + offsetMs }));

  const read = rows.map((row) => format.decode(format.encode(row).trimEnd(), 0));

  expect(read).toMatchObject(rows.map(({ atMs }) => ({ row: { atMs } })));
});

test.for([
  ["", "empty"],
  ["garbage", "no line of the original's log"],
  ["2018-12-30 07:29:44,814,INFO,Response_time:", "not seconds in fixed notation"],
  ["2018-12-30 07:29:44,814,INFO,Response_time:9.5e-05", "not seconds in fixed notation"],
  ["2018-12-30 07:29:44,814,INFO,Response_time:1e-05", "not seconds in fixed notation"],
  ["2018-12-30 07:29:44,814,INFO,Response_time:-0.5", "not seconds in fixed notation"],
  ["2018-12-30 07:29:44,814,INFO,Response_time:nan", "not seconds in fixed notation"],
  ["2018-12-30 07:29:44,814,INFO,Response_time:12.", "not seconds in fixed notation"],
  ["2018-12-30 07:29:44,814,INFO,Response_time:0.5 s", "not seconds in fixed notation"],
  ["2018-02-30 07:29:44,814,INFO,Response_time:0.5", "does not exist"],
] as const)("%s is skipped: %s", ([line, reason]) => {
  expect(original.decode(line, 0)).toEqual({ kind: "skipped", reason: containing(reason) });
});
