import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

import { contractClauses } from "../detector/contract.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs/writing-a-detector.md"), "utf8");

/** The page's code by the path in its first line. */
const files = [...page.matchAll(/^```ts\n\/\/ (\S+)\n.*?^```$/gms)].map(([block, path = ""]) => ({
  path,
  code: block.replace(/^```ts\n/, "").replace(/```$/, ""),
}));

/** A house that holds what the page says, and through links everything that a reader already has. */
const house = mkdtempSync(join(tmpdir(), "firedrill-reader-"));
afterAll(() => rmSync(house, { recursive: true }));

for (const { path, code } of files) {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), code);
}
for (const known of [
  "node_modules",
  "package.json",
  "domain",
  "test/detector/contract.ts",
  "test/detector/run.ts",
  "test/detector/login-traffic.ts",
  "test/detector/traffic.ts",
])
  symlinkSync(join(root, known), join(house, known));

// Registers the reader's own tests, the contract among them, in this file.
await import(pathToFileURL(join(house, "test/detector/slow-share.test.ts")).href);

test("the page holds a detector and its test", () => {
  expect(files.map(({ path }) => path)).toEqual([
    "detector/slow-share.ts",
    "test/detector/slow-share.test.ts",
  ]);
});

test("the page's code is formatted as the house's is", () => {
  const prettier = join(root, "node_modules/.bin/prettier");
  const paths = files.map(({ path }) => join(house, path));

  const check = () =>
    execFileSync(prettier, ["--config", join(root, ".prettierrc.json"), "--check", ...paths], {
      stdio: "pipe",
    });

  expect(check).not.toThrow();
});

test("the page's code has the types it says", () => {
  const config = {
    extends: join(root, "tsconfig.json"),
    include: files.map(({ path }) => join(house, path)),
    exclude: [],
  };
  writeFileSync(join(house, "tsconfig.json"), JSON.stringify(config));

  const check = () => execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", house], { stdio: "pipe" });

  expect(check).not.toThrow();
});

test("the page's table names every clause of the contract", () => {
  const rows = [...page.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, clause = ""]) => clause.trim());

  expect(rows).toEqual(expect.arrayContaining(contractClauses.map(({ name }) => name)));
});
