import { expect, test } from "vitest";
import { refuseRepeats } from "../../../cli/options/usage.ts";

test("what takes several values may be given several times", () => {
  const given = {
    _: ["run"],
    scenario: ["a", "b"],
    detector: ["knn", "threshold"],
    report: ["text", "json"],
    seed: 1,
  };

  expect(refuseRepeats(given)).toBe(true);
});

test.for(["seed", "out", "log-format", "within", "clock"])("--%s is given once", (name) => {
  expect(() => refuseRepeats({ _: ["run"], [name]: ["a", "b"] })).toThrow(
    `--${name} is given more than once.`,
  );
});
