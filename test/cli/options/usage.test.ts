import { expect, test } from "vitest";
import { refuseRepeats } from "../../../cli/options/usage.ts";

test("list options can be given several times", () => {
  const given = {
    _: ["run"],
    scenario: ["a", "b"],
    detector: ["knn", "threshold"],
    report: ["text", "json"],
    seed: 1,
  };

  expect(refuseRepeats(given)).toBe(true);
});

test("train and tune take one detector", () => {
  expect(() => refuseRepeats({ _: ["train"], detector: ["knn", "guard"] })).toThrow(
    "--detector is given more than once.",
  );
});

test.for(["seed", "out", "log-format", "within", "clock"])("--%s can be given only once", (name) => {
  expect(() => refuseRepeats({ _: ["run"], [name]: ["a", "b"] })).toThrow(
    expect.objectContaining({
      message: `--${name} is given more than once.`,
      advice: "Keep one of its values: a, b.",
    }),
  );
});
