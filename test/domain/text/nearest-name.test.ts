import fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean, namesHint, nearestName } from "../../../domain/text/nearest-name.ts";

const known = ["rapidly", "slowly", "complex", "healthy"];

test.for([
  ["rapidy", "rapidly", "a letter is missing"],
  ["rapidlly", "rapidly", "a letter is too many"],
  ["slowlz", "slowly", "a letter is wrong"],
  ["compelx", "complex", "two letters are swapped"],
  ["HEALTHY", "healthy", "only the case differs"],
  ["rapid", "rapidly", "it is the beginning of one name"],
  ["com", "complex", "and that from three letters on"],
  ["he", undefined, "but not from two"],
  ["x", undefined, "one letter of one is no likeness"],
  ["quickly", undefined, "too much is different"],
  ["", undefined, "an empty name"],
] as const)("%j is near %j: %s", ([given, expected]) => {
  expect(nearestName(given, known)).toBe(expected);
});

test("the beginning of two names is near neither", () => {
  expect(nearestName("login", ["login-office", "login-stuffing"])).toBeUndefined();
});

test("the hint is a sentence with a trailing space, or empty", () => {
  expect(didYouMean("rapidy", known)).toBe('Did you mean "rapidly"? ');
  expect(didYouMean("quickly", known)).toBe("");
});

test("a name is nearest to itself, and to itself with one letter dropped", () => {
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(), (name, at) => {
      const cut = at % name.length;
      expect(nearestName(name, known)).toBe(name);
      expect(nearestName(name.slice(0, cut) + name.slice(cut + 1), known)).toBe(name);
    }),
  );
});

test.for([
  ["blint", ["blind", "quiet"], 'Did you mean "blind"? Suites: blind, quiet.'],
  ["other", ["blind", "quiet"], "Suites: blind, quiet."],
  ["other", ["a".repeat(91)], `Suites: ${"a".repeat(91)}.`],
  ["other", ["a".repeat(92)], "Run firedrill list for all suites."],
] as const)("the hint for %s among %j is: %s", ([given, names, hint]) => {
  expect(namesHint(given, "suites", names)).toBe(hint);
});
