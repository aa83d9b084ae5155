import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { hashText } from "../../../domain/chance/random.ts";
import { KeptText } from "../../../harness/files/kept-text.ts";
import { testFolder } from "../folder.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("a kept text is read back as it was written, in order, however long it is", () => {
  const kept = new KeptText();
  const lines = Array.from({ length: 5000 }, (_, at) => `line ${at}: ä △ ${"x".repeat(at % 97)}\n`);

  for (const line of lines) kept.append(line);

  const pieces = [...kept.pieces()];
  expect(pieces.join("")).toBe(lines.join(""));
  expect(pieces.length).toBeGreaterThan(1);
});

test("a long text is kept in a temporary file until it is closed, and read back as often as asked", () => {
  vi.stubEnv("TMPDIR", testFolder());
  const kept = new KeptText(10_000);
  const lines = Array.from({ length: 40_000 }, (_, at) => `line ${at} △ ${hashText(String(at))}\n`);

  for (const line of lines) kept.append(line);

  expect(readdirSync(tmpdir())).toHaveLength(1);
  expect([...kept.pieces()].join("")).toBe(lines.join(""));
  expect([...kept.pieces()].join("")).toBe(lines.join(""));

  kept.close();
  expect(readdirSync(tmpdir())).toEqual([]);
});

test("a text to which nothing was added has no pieces", () => {
  expect([...new KeptText().pieces()]).toEqual([]);
});
