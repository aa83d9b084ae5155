import { expect, test } from "vitest";
import { readText, sourceFiles } from "./sources.ts";

const sources = sourceFiles();
const page = readText("docs/errors.md");

/** The codes of every error that the text makes; `undefined` for one that is not written out. */
function codesIn(text: string): readonly (string | undefined)[] {
  const made = /new FiredrillError\((?:\s*"(?:usage|drill|interrupt)",\s*"([A-Z][A-Z0-9_]*)",)?/g;
  return [...text.matchAll(made)].map(([, code]) => code);
}

/** The codes of what only stands in a verdict: why a drill or a detector could not be judged. */
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

test("every error has its kind and its code written out where it is made", () => {
  const unclear = sources.filter(({ text }) => codesIn(text).includes(undefined)).map(({ path }) => path);

  expect(codes.size).toBeGreaterThan(5);
  expect(unclear).toEqual([]);
});

test("every error code has a section in docs/errors.md", () => {
  expect([...codes].filter((code) => code === undefined || !sections.has(code))).toEqual([]);
});

test("every section of docs/errors.md is about a code that exists", () => {
  expect([...sections.keys()].filter((code) => !codes.has(code))).toEqual([]);
});

test("the sections stand in the order of the alphabet, each once", () => {
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);

  expect(headings).toEqual([...new Set(headings)].toSorted());
});

test("every section says what happened, shows a message, and says what to do", () => {
  const whole = /^(?!```)\S.+?\n\n```text\n\S.*?\n```\n\n\S.+$/s;

  expect([...sections].filter(([, text]) => !whole.test(text)).map(([code]) => code)).toEqual([]);
});
