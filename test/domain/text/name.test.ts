import { expect, test } from "vitest";
import { isNameOrId, longestName } from "../../../domain/text/name.ts";

test.for([
  ["attack", true, "a word"],
  ["low-and-slow", true, "words and dashes"],
  ["p99-2", true, "digits"],
  [`${"a".repeat(longestName)}-123`, true, "the longest name with an ordinal"],
  ["a".repeat(65), false, "one letter more"],
  ["", false, "nothing"],
  ["Attack", false, "a capital"],
  ["a_b", false, "an underscore"],
  ["a--b", false, "two dashes"],
  ["-a", false, "a dash in front"],
  ["a-", false, "a dash at the end"],
  ["a b", false, "a space"],
  ["a\n", false, "the end of a line"],
] as const)("%j is a name or an id: %s (%s)", ([text, is]) => {
  expect(isNameOrId(text)).toBe(is);
});
