import { existsSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { pageText } from "./reader.ts";

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

test.for(pages)("the links of %s lead somewhere", (page) => {
  const links = [...pageText(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);

  const lost = links.filter((link) => !existsSync(posix.join(posix.dirname(page), link)));

  expect(lost).toEqual([]);
});

test.for(pages.filter((page) => page.startsWith("docs/decisions/")))("%s names files that exist", (page) => {
  const named = [...pageText(page).matchAll(/`([\w-]+(?:\/[\w.-]+)+\.ts)`/g)].map(([, path = ""]) => path);

  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
