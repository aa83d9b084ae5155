import { expect, test } from "vitest";

import { EpisodeTracker } from "../../detector/episode-tracker.ts";
import type { Severity } from "../../domain/alert.ts";
import { inShort } from "./run.ts";
import { rowsOf } from "./traffic.ts";

test.for([
  [["warning"], ["0 warning firing"], "it opens"],
  [["warning", "warning"], ["0 warning firing"], "it never repeats"],
  [["warning", "error"], ["0 warning firing", "1 error firing"], "it rises"],
  [["error", "warning", "error"], ["0 error firing"], "falling and rising again is no change"],
  [
    ["error", "warning", undefined],
    ["0 error firing", "2 error resolved"],
    "it resolves with its worst severity",
  ],
  [[undefined, undefined], [], "no alert while nothing is wrong"],
  [
    ["warning", undefined, "warning"],
    ["0 warning firing", "1 warning resolved", "2 warning firing"],
    "it can open again",
  ],
] as const)("rows judged %j give %j: %s", ([severities, expected]) => {
  const rows = rowsOf(severities.map(() => 10));
  const slowness = new EpisodeTracker("slow", (score) => `score ${score}`);

  const alerts = rows.flatMap((row, index) => slowness.judge(row, severities[index], index));

  expect(alerts.map(inShort)).toEqual(expected);
});

test("an alert carries its key, the row's index and time, the score and the evidence", () => {
  const [row] = rowsOf([10]);
  const severity: Severity = "error";
  const slowness = new EpisodeTracker("slow", (score) => `${score} of 4`);

  const alerts = row === undefined ? [] : slowness.judge(row, severity, 3);

  expect(alerts).toEqual([
    {
      key: "slow",
      severity: "error",
      state: "firing",
      atIndex: 0,
      atMs: row?.atMs,
      score: 3,
      evidence: "3 of 4",
    },
  ]);
});
