import { expect, test } from "vitest";
import { areWholeSeconds, spreadOverSeconds } from "../../../log/response/recorded-log.ts";

test("the requests of a second are spread evenly over it, in their order", () => {
  const stamps = Float64Array.from([1000, 1000, 2000, 1000, 3000]);

  spreadOverSeconds(stamps);

  expect([...stamps]).toEqual([1000, 1333.333, 2000, 1666.666, 3000]);
});

test.for([
  [[1000, 2000], true, "no fraction anywhere"],
  [[1000, 2000.5], false, "one fraction says that the log has them"],
  [[], false, "nothing is known of an empty log"],
] as const)("whole seconds: %j is %s, for %s", ([stamps, expected]) => {
  expect(areWholeSeconds(Float64Array.from(stamps))).toBe(expected);
});
