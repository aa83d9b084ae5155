import { expect, test } from "vitest";
import { refuseMissingValues, refuseRepeats, wordsForNumbers } from "../../../cli/options/usage.ts";

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

test.for([
  [["--report"], "report", "at the end"],
  [["--report", "--no-save"], "report", "before another option"],
  [["--report="], "report", "behind an equals sign"],
  [["--log-format", "--seed", "1"], "log-format", "with a dash in its name"],
] as const)("%j is an option without its value: --%s, %s", ([words, name]) => {
  const parsed = { _: ["run"], report: ["text"], "log-format": "csv", seed: 1, save: false };

  expect(() => refuseMissingValues(parsed, ["run", ...words])).toThrow(`Missing value for --${name}.`);
});

test.for([
  [["--no-save", "--verbose"], "options that take none"],
  [["--report", "json", "--seed=1"], "options that have theirs"],
  [["--", "--report"], "a word behind --"],
  [["--seed", "-1"], "a negative number"],
] as const)("%j misses no value: %s", ([words]) => {
  const parsed = { _: ["run"], report: ["json"], seed: 1, save: false, verbose: true };

  expect(refuseMissingValues(parsed, ["run", ...words])).toBe(true);
});

test("a word where a number was expected is kept for the message, in both spellings of its option", () => {
  const parsed = { seed: Number.NaN, "start-timeout": Number.NaN, startTimeout: Number.NaN, repeat: 3 };

  expect(wordsForNumbers(parsed, ["run", "--seed", "one", "--start-timeout=soon", "--repeat", "3"])).toEqual({
    seed: "one",
    "start-timeout": "soon",
    startTimeout: "soon",
  });
});
