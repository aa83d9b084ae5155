import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../../../detector/remote/prometheus/duration.ts";

test.for([
  ["0", 0],
  ["500ms", 500],
  ["15s", 15_000],
  ["1m30s", 90_000],
  ["1h0m5s", 3_605_000],
  ["1d", 86_400_000],
  ["", undefined],
  ["5", undefined],
  ["5x", undefined],
  ["1.5s", undefined],
  ["30s1m", undefined],
  ["-5s", undefined],
] as const)("%j is %j milliseconds", ([text, ms]) => {
  expect(parseDuration(text)).toBe(ms);
});

test.for([
  [0, "0s"],
  [50, "50ms"],
  [1000, "1s"],
  [63_500, "63s500ms"],
] as const)("%i ms is written %s", ([ms, text]) => {
  expect(formatDuration(ms)).toBe(text);
  expect(parseDuration(text)).toBe(ms);
});
