import { expect, test } from "vitest";
import type { IncidentVerdict } from "../../../domain/verdict.ts";
import { distributionCollector } from "../../../score/study/distribution.ts";
import { reported } from "../drill.ts";

const { verdict } = reported({});

function drillWith(...incidents: readonly Partial<IncidentVerdict>[]) {
  const [incident] = verdict.detectors[0]?.incidents ?? [];
  const made = incidents.flatMap((change) => (incident === undefined ? [] : [{ ...incident, ...change }]));
  return { detectors: verdict.detectors.map((detector) => ({ ...detector, incidents: made })) };
}

test("delays are counted by detector and kind, and incidents without a delay apart", () => {
  const { add, finish } = distributionCollector();

  add(
    drillWith(
      { outcome: "detected", delayAffected: 3 },
      { kind: "load", outcome: "late", delayAffected: 12 },
    ),
  );
  add(drillWith({ outcome: "detected", delayAffected: 1 }, { kind: "load", outcome: "missed" }));
  add(drillWith({ outcome: "detected", delayAffected: 3 }, { outcome: "inconclusive" }));

  expect(finish()).toEqual([
    {
      detector: 0,
      kind: "attack",
      delays: [
        [1, 1],
        [3, 2],
      ],
      missed: 0,
      inconclusive: 1,
    },
    { detector: 0, kind: "load", delays: [[12, 1]], missed: 1, inconclusive: 0 },
  ]);
});

test("nothing is counted of drills without incidents", () => {
  const { add, finish } = distributionCollector();

  add(drillWith());

  expect(finish()).toEqual([]);
});
