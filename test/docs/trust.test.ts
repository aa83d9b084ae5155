import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/trust.md", root), "utf8");

/** Promise, file and title of each row of the page's tables. */
const promises = [...page.matchAll(/^\| (.+?) +\| `(test\/[^`]+\.test\.ts)`: (.+?) +\|$/gm)].map(
  ([, promise = "", file = "", title = ""]) => ({ promise, file, title }),
);

test.for(promises)("a test holds the promise: $promise", ({ file, title }) => {
  const path = new URL(file, root);

  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path, "utf8")).toContain(title);
});

test("every row of the tables names a test", () => {
  const rows = [...page.matchAll(/^\|(?! ?-)(?! Promise).*\|$/gm)];

  expect(promises.length).toBe(rows.length);
  expect(promises.length).toBeGreaterThan(15);
});
