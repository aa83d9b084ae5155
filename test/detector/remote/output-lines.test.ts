import fc from "fast-check";
import { expect, test } from "vitest";
import { outputLines } from "../../../detector/remote/command-lines.ts";

/** What comes out of the parts; `undefined` for a line that was too long. */
function linesOf(parts: readonly (Buffer | string)[]): readonly (string | undefined)[] {
  const heard: (string | undefined)[] = [];
  const lines = outputLines((line) => heard.push(line));
  for (const part of parts) lines.push(Buffer.from(part));
  lines.end();
  return heard;
}

test.for([
  [["a\nb\n"], ["a", "b"], "lines"],
  [["a\r\nb\r", "\nc\r\n"], ["a", "b", "c"], "lines that end as Windows ends them"],
  [["a", "b\nc"], ["ab", "c"], "the last one needs no end"],
  [["\n\r\n"], ["", ""], "empty ones are lines"],
  [[""], [], "nothing is no line"],
  [["x".repeat(65_536), "\n"], ["x".repeat(65_536)], "64 KiB fit"],
  [["x".repeat(65_536), "x", "\na\n"], [undefined, "a"], "one more does not, and the next is read again"],
  [["x".repeat(70_000)], [undefined], "also at the end"],
] as const)("%j: %j (%s)", ([parts, lines]) => {
  expect(linesOf(parts)).toEqual(lines);
});

test("wherever the bytes are cut, also within a character, the lines are the same", () => {
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
