import { execFileSync } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("every test file belongs to exactly one project", () => {
  const listed = execFileSync("npx", ["vitest", "list", "--filesOnly", "--json"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const parsed: unknown = JSON.parse(listed);
  const files = Array.isArray(parsed) ? parsed.map(fileOf).toSorted() : [];

  const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "test"], {
    cwd: root,
    encoding: "utf8",
  });

  expect(files).toEqual(tracked.split("\n").filter(isTestFile).toSorted());
});

function fileOf(entry: unknown): string {
  const file = typeof entry === "object" && entry !== null && "file" in entry ? entry.file : "";
  return relative(root, String(file));
}

function isTestFile(path: string): boolean {
  return path.endsWith(".test.ts");
}
