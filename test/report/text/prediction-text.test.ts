import { expect, test } from "vitest";
import { predictionLines } from "../../../report/text/timing.ts";
import type { DetectorVerdict, Hop, IncidentVerdict } from "../../../domain/verdict.ts";

const prediction = {
  earliestMs: 945,
  latestMs: 2950,
  steps: [
    { name: "finished", earliestMs: 600, latestMs: 600 },
    { name: "scraped", earliestMs: 345, latestMs: 1350 },
    { name: "pending", earliestMs: 0, latestMs: 1000 },
  ],
};

function linesFor(
  delayMs: number | undefined,
  hops: readonly Hop[],
  predicted = prediction,
): readonly string[] {
  const incident: IncidentVerdict = {
    id: "attack-1",
    kind: "attack",
    subjects: [],
    outcome: delayMs === undefined ? "missed" : "detected",
    ...(delayMs === undefined ? {} : { delayMs }),
    within: "3s",
  };
  const detector: DetectorVerdict = {
    name: "prometheus",
    options: {},
    severity: "error",
    passed: true,
    incidents: [incident],
    falseAlarms: 0,
    recoveryAlerts: 0,
    pages: 1,
    alerts: 1,
    hops: [{ incident: "attack-1", hops }],
    prediction: predicted,
  };
  return predictionLines({ detectors: [detector] });
}

const predicts = "prometheus's settings predict attack-1 within 945 ms to 2.95 s of the switch";

test.for<readonly [string, number | undefined, readonly Hop[], string]>([
  [
    "a delay inside the prediction needs no reason",
    1500,
    [{ name: "scraped", ms: 9000 }],
    "; it took 1.5 s.",
  ],
  ["without a detection there is nothing to hold against it", undefined, [], "."],
  [
    "a delay outside of it names the step that left its bounds most",
    3950,
    [
      { name: "finished", ms: 604 },
      { name: "scraped", ms: 2350 },
      { name: "pending", ms: 1000 },
    ],
    "; it took 3.95 s, because scraped took 2.35 s, not 345 ms to 1.35 s.",
  ],
  ["a delay outside of it without hops is all that is known", 3950, [], "; it took 3.95 s, outside of it."],
])("%s", ([, delayMs, hops, measured]) => {
  expect(linesFor(delayMs, hops)).toEqual([predicts + measured]);
});

test("a step that takes always the same is given as one time", () => {
  const hops = [
    { name: "finished", ms: 700 },
    { name: "scraped", ms: 1350 },
    { name: "pending", ms: 1000 },
  ];

  expect(linesFor(3050, hops)[0]).toContain("because finished took 700 ms, not 600 ms");
});

test("a detector that predicts nothing has no line", () => {
  expect(predictionLines({ detectors: [] })).toEqual([]);
});
