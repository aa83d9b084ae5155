import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableJson } from "../../../domain/text/printable.ts";

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
