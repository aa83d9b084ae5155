import { expect, test } from "vitest";
import { parseAxis } from "../../../harness/study/sweep-cell.ts";
import { sweepCommand } from "../../../cli/options/replay-command.ts";

const words = {
  scenario: "rapidly",
  settings: [],
  detectors: [],
  axes: [],
  firstSeed: 1,
  seeds: 100,
  onset: "drawn",
} as const;

test.for([
  ["onset=90..119", "onset=90..119"],
  ["onset=90,91", "onset=90,91"],
  ["attack.delayMs=20,100,500", "attack.delayMs=20,100,500"],
  ["attack.delayMs=15..60:log3", "attack.delayMs=15,30,60"],
] as const)("a sweep over %s is played again by --vary %s, which is the same grid", ([typed, written]) => {
  const axis = parseAxis(typed);

  const [, options] = sweepCommand({ ...words, axes: [axis] }).split(" sweep rapidly ");
  expect(options).toBe(`--vary ${written} --seeds 100 --seed 1`);
  expect(parseAxis(written)).toEqual(axis);
});

test("the command of a sweep has every option that is not the default", () => {
  const command = sweepCommand({
    ...words,
    axes: [parseAxis("onset=90")],
    onset: "fixed",
    settings: ["attack.delayMs=80"],
    detectors: ["knn", "cusum:arl0=1000"],
    within: "10",
    severity: "warning",
  });

  expect(command).toMatch(
    / --onset fixed --set attack\.delayMs=80 --detector knn --detector cusum:arl0=1000 --within 10 --severity warning$/,
  );
});
