import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeLineBreaks, unescapeLineBreaks } from "../../../log/formats/csv.ts";

test.for([
  ["a\nb", String.raw`a\nb`, "a line break becomes two characters"],
  ["a\r\nb", String.raw`a\r\nb`, "so does a carriage return"],
  [String.raw`a\nb`, String.raw`a\\nb`, "what looks like one already is kept apart"],
  [String.raw`C:\Temp`, String.raw`C:\Temp`, "other backslashes are left alone"],
  ["plain", "plain", "other letters too"],
] as const)("%j is written as %j: %s", ([text, escaped]) => {
  expect(escapeLineBreaks(text)).toBe(escaped);
});

test("escaping can always be undone and leaves no line break", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\\nr\n\rx]{0,20}$/), (text) => {
      const escaped = escapeLineBreaks(text);

      expect(escaped).not.toMatch(/[\n\r]/);
      expect(unescapeLineBreaks(escaped)).toBe(text);
    }),
  );
});
