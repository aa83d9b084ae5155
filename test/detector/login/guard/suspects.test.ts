import { expect, test } from "vitest";
import { isMisspelling } from "../../../../detector/login/guard/suspects.ts";

test.for([
  ["lim", "lkim", true, "the second letter was left out"],
  ["akim", "kim", true, "either name can be the shorter one"],
  ["akim", "akam", true, "one letter differs"],
  ["aki", "akim", true, "the last letter was left out"],
  ["akim", "akim", true, "the names are equal"],
  ["akim", "bkam", false, "two letters differ"],
  ["ki", "akim", false, "two letters were left out"],
  ["mika", "akim", false, "the letters are in another order"],
] as const)("%s and %s: %s, because %s", ([one, other, expected]) => {
  expect(isMisspelling(one, other)).toBe(expected);
});
