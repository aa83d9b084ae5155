import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import { silence } from "../../../detector/series/silence.ts";
import type { Observation } from "../../../domain/sources.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import { testDetectorContract } from "../contract.ts";
import { alertsOn } from "../run.ts";

/** Rows that end this many milliseconds after the start. */
function rowsAt(endsMs: readonly number[]): readonly Observation[] {
  return endsMs.map((endMs, index) => {
    const atMs = epochMs + endMs;
    const outcome = { kind: "completed", status: 200, responseMs: 10 } as const;
    return { kind: "response", index, atMs, plannedAtMs: atMs - 10, sentAtMs: atMs - 10, outcome };
  });
}

/** Alerts such as `0 +3000 firing`: row, milliseconds from the start, state. */
function alertsAt(endsMs: readonly number[]): readonly string[] {
  return alertsOn(silence, {}, rowsAt(endsMs)).map(
    ({ atIndex, atMs, state }) => `${atIndex} +${atMs - epochMs} ${state}`,
  );
}

testDetectorContract(silence);

test.for([
  [[0, 2999, 5998], []],
  [[0, 3000], []],
  [
    [0, 3001],
    ["0 +3000 firing", "1 +3001 resolved"],
  ],
  [
    [0, 500, 60_000, 60_500],
    ["1 +3500 firing", "2 +60000 resolved"],
  ],
] as const)("rows at %j: %j", ([endsMs, expected]) => {
  expect(alertsAt(endsMs)).toEqual(expected);
});

test("it fires while the log's clock is behind and resolves when the clock is right again", () => {
  const hourMs = 3_600_000;

  const alerts = alertsAt([hourMs, hourMs + 500, 1000, 1500, 2000, hourMs + 2500, hourMs + 3000]);

  expect(alerts).toEqual(["2 +1000 firing", `5 +${hourMs + 2500} resolved`]);
});

test("it is silent before the first row, however long that takes", () => {
  const detector = createDetector(silence);

  expect([1000, 60_000].flatMap((afterMs) => detector.elapse?.(epochMs + afterMs))).toEqual([]);
});
