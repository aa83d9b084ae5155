import { expect, test } from "vitest";
import { isMisspelling } from "../../../../detector/login/guard/suspects.ts";

test.for([
  ["lim", "lkim", true, "the second letter was left out"],
  ["akim", "kim", true, "either may be the short one"],
  ["akim", "akam", true, "one letter is another"],
  ["aki", "akim", true, "the last was left out"],
  ["akim", "akim", true, "nothing is wrong"],
  ["akim", "bkam", false, "two letters are others"],
  ["ki", "akim", false, "two were left out"],
  ["mika", "akim", false, "the same letters in another order"],
] as const)("%s and %s: %s, for %s", ([one, other, expected]) => {
  expect(isMisspelling(one, other)).toBe(expected);
});
