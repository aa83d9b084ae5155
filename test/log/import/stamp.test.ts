import { expect, test } from "vitest";
import { dateOrderIn, parseStamp, readEpoch } from "../../../log/import/stamp.ts";
import { containing } from "../rows.ts";

const atMs = Date.UTC(2026, 10, 20, 14, 3, 0, 250);

test.for([
  ["20/Nov/2026:14:03:00.250 +0000", { atMs, zoneMs: 0 }],
  ["20/Nov/2026:16:33:00.25 +0230", { atMs, zoneMs: 9_000_000 }],
  ["20/Nov/2026/14:03:00.25", { atMs }],
  ["2026-11-20T14:03:00.250Z", { atMs, zoneMs: 0 }],
  ["2026-11-20T09:03:00.250-05:00", { atMs, zoneMs: -18_000_000 }],
  ["2026-11-20 14:03:00,250", { atMs }],
  ["2026-11-20T14:03", { atMs: atMs - 250 }],
  ["2026-11-20T14:03:00.250999999Z", { atMs: atMs + 0.999, zoneMs: 0 }],
  ["2026-11-20T14:03:00.250000.123456789Z", { atMs, zoneMs: 0 }],
  ["2026/11/20 14:03:00.250", { atMs }],
  ["Fri, 20 Nov 2026 14:03:00 GMT", { atMs: atMs - 250, zoneMs: 0 }],
  ["11/20/2026 2:03:00.250 PM", { atMs }],
  ["20/11/2026 14:03:00.250", { atMs }],
  ["20.11.2026, 14:03:00.250 +0000", { atMs, zoneMs: 0 }],
] as const)("%s is an instant", ([text, stamp]) => {
  expect(parseStamp(text)).toEqual(stamp);
});

test.for([
  "",
  "20/Foo/2026:14:03:00 +0000",
  "31/Nov/2026:14:03:00 +0000",
  "2026-13-20T14:03:00Z",
  "14:03:00",
  "2026-11-20T14:03:00+99:00",
  "2026-11-20T25:03:00Z",
  "20/ovD/2026:14:03:00 +0000",
  "03/04/2026 14:03:00",
  "11/31/2026 14:03:00",
  "11/20/2026 14:03:00 PM",
])("%j is no instant", (text) => {
  expect(parseStamp(text)).toBeUndefined();
});

test("the order of a date's numbers is the one that is known", () => {
  expect(parseStamp("03/04/2026 12:00:00 AM", "month-first")).toEqual({ atMs: Date.UTC(2026, 2, 4) });
  expect(parseStamp("03/04/2026 12:00:00 AM", "day-first")).toEqual({ atMs: Date.UTC(2026, 3, 3) });
  expect(parseStamp("11/20/2026 12:00:00", "day-first")).toBeUndefined();
});

test.for([
  [["03/04/2026", "27/04/2026"], "day-first"],
  [["03/04/2026", "04/27/2026"], "month-first"],
  [["2026-11-20"], undefined],
] as const)("of the dates %j the day is %s", ([dates, order]) => {
  expect(
    dateOrderIn(
      dates.map((date) => `${date} 14:03:00`),
      undefined,
    ),
  ).toBe(order);
});

test.for([
  [["03/04/2026", "04/03/2026"], "nothing tells"],
  [["03/04/2026", "27/04/2026", "04/27/2026"], "they do not agree"],
] as const)("the dates %j are in doubt, for %s", ([dates]) => {
  expect(
    dateOrderIn(
      dates.map((date) => `${date} 14:03:00`),
      undefined,
    ),
  ).toMatchObject({
    kind: "doubt",
    message: containing("03/04/2026"),
    advice: "Say it with --dates day-first or --dates month-first.",
  });
  expect(dateOrderIn(dates, "day-first")).toBe("day-first");
});

test.for([
  [1_795_183_380.25, "seconds"],
  [1_795_183_380_250, "milliseconds"],
  [1_795_183_380_250_000, "microseconds"],
  [1_795_183_380_250_000_000, "nanoseconds"],
] as const)("%d is a Unix time in %s", ([amount]) => {
  expect(readEpoch(String(amount))).toBe(1_795_183_380_250);
});

test.for([0, 12, -1_795_183_380, Number.NaN, Infinity])("%d is no Unix time", (amount) => {
  expect(readEpoch(String(amount))).toBeUndefined();
});
