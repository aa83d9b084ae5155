import fc from "fast-check";
import { expect, test } from "vitest";
import { endsBlank, inert, isCommandWord, printable, printableJson } from "../../../domain/text/printable.ts";

test.for([
  ["\u001b[31mred", "\\x1b[31mred", "ESC would colour the terminal"],
  ["\u0007", "\\x07", "BEL would ring"],
  ["a\nPASSED", "a\\nPASSED", "a new line could forge a verdict"],
  ["a\rb\tc", "a\\rb\\tc", "a return could overwrite one"],
  ["\u009b31m", "\\x9b31m", "C1 holds a one-byte ESC ["],
  ["\u007f", "\\x7f", "DEL is a control character too"],
  ["abc\u202egpj", "abc\\u{202e}gpj", "an RTL override would turn the rest around"],
  ["\u2066x\u2069", "\\u{2066}x\\u{2069}", "so would an isolate"],
  ["ad\u200bmin", "ad\\u{200b}min", "a zero-width space would make two names look alike"],
  ["a\u2028b", "a\\u{2028}b", "a line separator is a new line to some"],
  ["\u{e0041}", "\\u{e0041}", "tag characters are invisible"],
  ["\ud800", "\\u{d800}", "half a character is none"],
  ["user:Jürgen 日本 ✓ 😀", "user:Jürgen 日本 ✓ 😀", "ordinary text stays as it is"],
  ["CORP\\admin", "CORP\\admin", "so does a backslash"],
] as const)("%j is shown as %s: %s", ([text, shown]) => {
  expect(printable(text)).toBe(shown);
});

test("long text is cut, never inside a character", () => {
  expect(printable("x".repeat(1_000_000))).toBe(`${"x".repeat(200)}…`);
  expect(printable("ab😀", 3)).toBe("ab…");
});

test("no text lets terminal control characters through", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("printable JSON has the same value and no terminal control characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = printableJson(JSON.stringify({ text }));

      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});

test.for([
  ["::error::x", "\\::error::x", "GitHub obeys it"],
  ["  \t::error::x", "  \t\\::error::x", "blanks do not help"],
  ["\u001b[31m::error::x", "\u001b[31m\\::error::x", "nor does a color"],
  ["a\n::error::x", "a\n\\::error::x", "any line"],
  ["a\r::error::x", "a\r\\::error::x", "a carriage return ends one"],
  ["a\u0085::error::x", "a\u0085\\::error::x", "so does the next-line character"],
  ["ip:::1 a::b ::c", "ip:::1 a::b ::c", "inside a line it is text"],
  ["a ##[error]x", "a ##\\[error]x", "an older form is obeyed anywhere"],
  ["a ##vso[task.complete]x", "a ##vso\\[task.complete]x", "so does Azure"],
  ["###[x]", "###\\[x]", "a third # makes no difference"],
  ["# [x] ## y", "# [x] ## y", "a heading and a link are text"],
] as const)("%j is inert as %j: %s", ([text, safe]) => {
  expect(inert(text)).toBe(safe);
  expect(inert(safe)).toBe(safe);
});

test.for([
  ["", true, "nothing yet"],
  ["a\n", true, "a new line"],
  ["a\n \u001b[1m", true, "blanks and a color behind it"],
  ["a ", false, "a blank behind a word"],
] as const)("behind %j a line begins: %s (%s)", ([text, expected]) => {
  expect(endsBlank(text)).toBe(expected);
});

test("a text that goes on a line is inert, unless blanks are all that stands before it", () => {
  expect(inert("::error::x", false)).toBe("::error::x");
  expect(inert("a\n::error::x", false)).toBe("a\n\\::error::x");
  expect(isCommandWord("::error::x")).toBe(true);
  expect(isCommandWord("a::b")).toBe(false);
});

test("JSON keeps its value while no runner obeys it", () => {
  const json = printableJson(JSON.stringify({ text: "##[error]x ##vso[y]" }));

  expect(json).not.toMatch(/##\w*\[/);
  expect(JSON.parse(json)).toEqual({ text: "##[error]x ##vso[y]" });
});
