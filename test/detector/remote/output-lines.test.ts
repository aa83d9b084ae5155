import fc from "fast-check";
import { expect, test } from "vitest";
import { outputLines } from "../../../detector/remote/command-lines.ts";

/** The lines of the parts; `undefined` for a line that was too long. */
function linesOf(parts: readonly (Buffer | string)[]): readonly (string | undefined)[] {
  const received: (string | undefined)[] = [];
  const lines = outputLines((line) => received.push(line));
  for (const part of parts) lines.push(Buffer.from(part));
  lines.end();
  return received;
}

test.for([
  [["a\nb\n"], ["a", "b"], "lines"],
  [["a\r\nb\r", "\nc\r\n"], ["a", "b", "c"], "Windows line breaks"],
  [["a", "b\nc"], ["ab", "c"], "the last line needs no line break"],
  [["\n\r\n"], ["", ""], "empty lines count"],
  [[""], [], "empty output has no lines"],
  [["x".repeat(65_536), "\n"], ["x".repeat(65_536)], "64 KiB fit"],
  [["x".repeat(65_536), "x", "\na\n"], [undefined, "a"], "one byte more does not, and the next line is read"],
  [["x".repeat(70_000)], [undefined], "too long without a line break"],
] as const)("%j: %j (%s)", ([parts, lines]) => {
  expect(linesOf(parts)).toEqual(lines);
});

test("the lines are the same wherever the bytes are split, even within a character", () => {
  const text = fc.array(
    fc.string({ unit: "grapheme" }).filter((line) => !/[\r\n]/.test(line)),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (lines, size) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, part) =>
        bytes.subarray(part * size, (part + 1) * size),
      );

      expect(linesOf(parts)).toEqual(lines);
    }),
  );
});
