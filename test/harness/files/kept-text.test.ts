import { expect, test } from "vitest";
import { KeptText } from "../../../harness/files/kept-text.ts";

test("a kept text is read back as it was written, in order, however long it is", () => {
  const kept = new KeptText();
  const lines = Array.from({ length: 5000 }, (_, at) => `line ${at}: ä △ ${"x".repeat(at % 97)}\n`);

  for (const line of lines) kept.append(line);

  const pieces = [...kept.pieces()];
  expect(pieces.join("")).toBe(lines.join(""));
  expect(pieces.length).toBeGreaterThan(1);
});

test("a text to which nothing was added has no pieces", () => {
  expect([...new KeptText().pieces()]).toEqual([]);
});
