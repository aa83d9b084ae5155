import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readText } from "./sources.ts";

const notOurs = new Set(["node_modules", "dist", "runs", "coverage", ".git", "package-lock.json"]);

/** All files of the project, committed or not. */
const paths = readdirSync(".", { withFileTypes: true })
  .filter(({ name }) => !notOurs.has(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(entry.name, { recursive: true, withFileTypes: true })
          .filter((inner) => inner.isFile())
          .map((inner) => `${inner.parentPath}/${inner.name}`)
      : [entry.name],
  );

/** Paths and words from the development environment; written so that they do not match themselves. */
const elsewhere = /(?<![\w.])\/[w]ork\/|\.\.\/[s]hared\b|\/tmp\/[b]rief|\bf[o]unders?\b/i;

test("no file mentions a place outside the project", () => {
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter((path) => elsewhere.test(readText(path)))).toEqual([]);
});

test("generated files are not committed", () => {
  const ignored = [
    "node_modules/x",
    "dist/x",
    "runs/x",
    "coverage/x",
    "log/server_response.csv",
    "firedrill-0.1.0.tgz",
  ];

  const answers = execFileSync("git", ["check-ignore", "--no-index", ...ignored], { encoding: "utf8" });

  expect(answers.trim().split("\n")).toEqual(ignored);
});
