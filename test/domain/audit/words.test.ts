import fc from "fast-check";
import { expect, test } from "vitest";
import { parseWords, quoteWords } from "../../../domain/audit/words.ts";

test("quoted words read back are the same words", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (words) => {
      expect(parseWords(quoteWords(words))).toEqual(words);
    }),
  );
});

test.for([
  ["su - 'a name'", ["su", "-", "a name"]],
  ["  ls   -l ", ["ls", "-l"]],
  [String.raw`it\'s 'it'\''s' ''`, ["it's", "it's", ""]],
  ["", []],
] as const)("%s is read as a shell does", ([text, words]) => {
  expect(parseWords(text)).toEqual(words);
});

test.for(["'open", 'a "double" quote', "\\"])("%s is refused", (text) => {
  expect(parseWords(text)).toBeUndefined();
});
