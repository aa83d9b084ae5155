import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import { conformal } from "../../../detector/series/conformal.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import { containingText } from "../../harness/containing.ts";
import { testDetectorContract } from "../contract.ts";
import { alertsOn, inShort } from "../run.ts";

testDetectorContract(conformal);

/** Small enough to follow by hand: windows of one value and their nearest neighbor. */
const tiny: OptionValues = { window: 1, k: 1, memory: 4, calibration: 3, reference: 3, quiet: 1 };

function seriesOf(values: readonly number[]) {
  return values.map((value, index) => {
    const event = { kind: "sample", value } as const;
    return { kind: "process", index, atMs: 1000 * index, process: "series", event } as const;
  });
}

function scoresOf(values: readonly number[], options: OptionValues): readonly (number | undefined)[] {
  const detector = createDetector(conformal, { source: "process", options });
  return seriesOf(values).map((row) => {
    detector.observe(row);
    return detector.scoreNow?.();
  });
}

test("the score is the distance to the nearest earlier window in units of the largest of the last distances", () => {
  const scores = scoresOf([0, 2, 3, 13, 13, 18, 19, 3, 0], tiny);

  // Distances 2, 1, 10, 0, 5, 1, 10 (the three has left the memory of four), 3.
  expect(scores).toEqual([undefined, undefined, undefined, 5, 0, 0.5, 0.1, 2, 0.3]);
});

test("after values that never changed, any change is infinitely unusual", () => {
  expect(scoresOf([7, 7, 7, 7, 8, 8], tiny)).toEqual([undefined, undefined, undefined, 0, Infinity, 0]);
});

test("the mean of the distances to the k nearest windows counts", () => {
  // Of the third value (1 + 3) / 2, of the fourth (0 + 1) / 2, of the last (6 + 6) / 2.
  expect(scoresOf([0, 2, 3, 3, 9], { ...tiny, k: 2, reference: 4 }).at(-1)).toBe(3);
});

test("it forgets windows beyond its memory, however long the series is", () => {
  const values = Array.from({ length: 400 }, (_, index) => (index === 50 ? 100 : index % 3));

  const scores = scoresOf([...values, 100], { ...tiny, memory: 20 });

  expect(scores.at(-1)).toBe(Infinity);
  expect(scores.slice(70, 400)).toEqual(Array.from({ length: 330 }, () => 0));
});

const drawn = randomStream(1, "conformal");

test("an alert opens on what is new, downwards too, and resolves when it has become usual", () => {
  const values = Array.from({ length: 700 }, (_, index) => drawn(index).normal() - (index >= 400 ? 12 : 0));

  expect(alertsOn(conformal, {}, seriesOf(values)).map(inShort)).toEqual([
    "400 error firing",
    expect.stringMatching(/^4\d\d error resolved$/),
  ]);
});

test.for([
  [
    (index: number) => drawn(index).uniform(),
    /^the newest 5 values are \d+\.\d\d times as far from the nearest 3 earlier windows as any before$/,
  ],
  [() => 7, /^the newest 5 values are unlike all earlier windows, which are alike$/],
] as const)("the alert says how far the values are from the earlier ones", ([healthy, evidence]) => {
  const values = Array.from({ length: 121 }, (_, index) => (index < 120 ? healthy(index) : 60));

  const [alert] = alertsOn(conformal, { window: 5, k: 3 }, seriesOf(values));

  expect(alert?.evidence).toMatch(evidence);
});

test.for([
  [{ reference: 63 }, "windows of 19 rows and 27 neighbors need a reference of 64 rows"],
  [{ memory: 26 }, "need a reference of 64 rows and a memory of 27, but have 100 and 26"],
  [{ warning: 2 }, "warning (2) must not be above error (1.3)"],
] as const)("the options %j are refused: %s", ([options, why]) => {
  expect(() => createDetector(conformal, { options })).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message: containingText(why) }),
  );
});
