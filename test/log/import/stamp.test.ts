import { expect, test } from "vitest";
import { parseStamp, readEpoch } from "../../../log/import/stamp.ts";

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
])("%j is no instant", (text) => {
  expect(parseStamp(text)).toBeUndefined();
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
