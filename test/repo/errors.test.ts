import { expect, test } from "vitest";
import { readText, sourceFiles } from "./sources.ts";

const sources = sourceFiles();
const page = readText("docs/errors.md");

/** The code of every error constructed in the text; `undefined` for one that is not a literal. */
function codesIn(text: string): readonly (string | undefined)[] {
  const made = /new FiredrillError\((?:\s*"(?:usage|drill|interrupt)",\s*"([A-Z][A-Z0-9_]*)",)?/g;
  return [...text.matchAll(made)].map(([, code]) => code);
}

/** Codes that only appear in verdicts: why a drill or a detector could not be judged. */
function verdictCodesIn(text: string): readonly (string | undefined)[] {
  return [...text.matchAll(/\bcode: "([A-Z][A-Z0-9_]*)"/g)].map(([, code]) => code);
}

const codes = new Set(sources.flatMap(({ text }) => [...codesIn(text), ...verdictCodesIn(text)]));
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map(
      (section) => [section.split("\n", 1).join(), section.split("\n").slice(1).join("\n").trim()] as const,
    ),
);

test("every error is constructed with literal kind and code", () => {
  const unclear = sources.filter(({ text }) => codesIn(text).includes(undefined)).map(({ path }) => path);

  expect(codes.size).toBeGreaterThan(5);
  expect(unclear).toEqual([]);
});

test("every error code has a section in docs/errors.md", () => {
  expect([...codes].filter((code) => code === undefined || !sections.has(code))).toEqual([]);
});

test("every section of docs/errors.md describes an existing code", () => {
  expect([...sections.keys()].filter((code) => !codes.has(code))).toEqual([]);
});

test("the sections are unique and in alphabetical order", () => {
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);

  expect(headings).toEqual([...new Set(headings)].toSorted());
});

test("every section has an explanation, an example message and advice", () => {
  const whole = /^(?!```)\S.+?\n\n```text\n\S.*?\n```\n\n\S.+$/s;

  expect([...sections].filter(([, text]) => !whole.test(text)).map(([code]) => code)).toEqual([]);
});
