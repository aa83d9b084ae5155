import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineSplitter, longestLineBytes } from "../../../log/files/lines.ts";
import type { Line } from "../../../log/files/lines.ts";

const text = (line: string): Line => ({ kind: "text", text: line });

test("lines are the same wherever the bytes are cut, also inside a character", () => {
  const lineTexts = fc.array(fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", ",") }));
  fc.assert(
    fc.property(lineTexts, fc.integer({ min: 1, max: 7 }), (lines, size) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const splitter = createLineSplitter();

      const seen: Line[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        const piece = Buffer.from(bytes.subarray(at, at + size));
        seen.push(...splitter.push(piece));
        piece.fill(0);
      }

      expect(seen).toEqual(lines.map(text));
      expect(splitter.takeRest()).toBeUndefined();
    }),
  );
});

test("a carriage return before the line end belongs to the end", () => {
  expect(createLineSplitter().push(Buffer.from("a\r\n\r\nb\rc\n"))).toEqual(["a", "", "b\rc"].map(text));
});

test("a byte order mark before a line is no part of it, for files may have been put together", () => {
  expect(createLineSplitter().push(Buffer.from("\uFEFFa\n\uFEFFb\nc\uFEFF\n"))).toEqual(
    ["a", "b", "c\uFEFF"].map(text),
  );
});

test("what stands behind the last line end is kept until it is asked for", () => {
  const splitter = createLineSplitter();

  expect(splitter.push(Buffer.from("a\nb"))).toEqual([text("a")]);
  expect(splitter.takeRest()).toEqual(text("b"));
  expect(splitter.takeRest()).toBeUndefined();
});

test.for([
  [longestLineBytes, "text", "64 KiB is the longest"],
  [longestLineBytes + 1, "oversize", "one byte more is too long"],
  [1_000_000, "oversize", "a megabyte too"],
] as const)("a line of %i bytes is %s and the next one is read: %s", ([bytes, kind]) => {
  const splitter = createLineSplitter();

  const lines = [..."x".repeat(bytes).matchAll(/x{1,10000}/g)].flatMap(([piece]) =>
    splitter.push(Buffer.from(piece)),
  );
  lines.push(...splitter.push(Buffer.from("\nnext\n")));

  expect(lines).toEqual([expect.objectContaining({ kind }), text("next")]);
});

test("a discarded line is not counted, however it is cut", () => {
  const splitter = createLineSplitter();
  splitter.push(Buffer.from("begun"));
  splitter.discardLine();

  expect(splitter.push(Buffer.from(" and en"))).toEqual([]);
  expect(splitter.push(Buffer.from("ded\nnext\n"))).toEqual([text("next")]);
});
