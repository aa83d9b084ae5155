import { expect, test } from "vitest";
import { createLastWords, harmless } from "../../../detector/remote/last-words.ts";

test("without output there are no last words", () => {
  expect(createLastWords().text()).toBe("");
});

test("only the last 20 lines are kept, and long lines are cut", () => {
  const words = createLastWords();

  for (let line = 0; line < 10_000; line += 1) words.add(Buffer.from(`line ${line}\n`));
  words.add(Buffer.from("x".repeat(1000)));

  expect(words.text().split("\n")).toHaveLength(20);
  expect(words.text()).toMatch(/^line 9981\n[^]*\nx{400}…$/);
});

test("a character may arrive in two pieces", () => {
  const words = createLastWords();
  const [first, ...rest] = Buffer.from("é");

  words.add(Buffer.from([first ?? 0]));
  words.add(Buffer.from(rest));

  expect(words.text()).toBe("é");
});

test.for([
  ["\u001b[1;31mred\u001b[0m", "red", "colors"],
  ["\u001b]0;title\u0007", "�]0;title�", "a window's title"],
  ["\u009b2J", "�2J", "one-byte commands"],
  ["a\u202eb\u2028c", "a�b�c", "changed writing direction, unusual line breaks"],
  ["a\tb\r\nc", "a b\nc", "tabs and line breaks stay readable"],
] as const)("%j becomes %j: %s", ([text, shown]) => {
  expect(harmless(text)).toBe(shown);
});
