import { expect, test } from "vitest";
import { parseAxis } from "../../../harness/study/sweep-cell.ts";

test.for([
  ["onset=90..93", ["90", "91", "92", "93"], "every whole number"],
  ["onset=7..7", ["7"], "one is a range too"],
  ["attack.delayMs=10..20:3", ["10", "15", "20"], "evenly spaced"],
  ["attack.delayMs=1..100:log3", ["1", "10", "100"], "geometrically spaced"],
  ["attack.delayMs=0.5..2:log3", ["0.5", "1", "2"], "ends with a fraction"],
  ["attack.delayMs=20, 50,20", ["20", "50"], "a list, without repeats"],
  ["clock.stepMs=-2..1", ["-2", "-1", "0", "1"], "below zero"],
] as const)("%s is %j: %s", ([spec, values]) => {
  expect(parseAxis(spec).values).toEqual(values);
});

test.for([
  "onset",
  "onset=",
  "=1..3",
  "onset=3..1",
  "a.b=1.5..3",
  "a.b=0..5:log3",
  "a.b=soon",
  "a.b=0..5000",
])("%s is not a valid axis", (spec) => {
  expect(() => parseAxis(spec)).toThrow(expect.objectContaining({ code: "BAD_VARY" }));
});
