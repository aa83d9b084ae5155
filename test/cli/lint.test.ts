import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rapidly } from "../../scenarios/rapidly.ts";
import { firedrill } from "./firedrill.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "firedrill-lint-"));
  const files = {
    "good.json": rapidly,
    "better.json": { ...rapidly, name: "better" },
    "bad.json": { ...rapidly, name: "B", phases: [{ mode: "atack", requests: 0 }] },
    "stranger.json": {
      ...rapidly,
      expect: [
        { detector: "knm", severity: "error", within: 10 },
        { detector: "knn", severity: "error", within: 10, options: { widow: 3 } },
      ],
    },
  };
  for (const [name, scenario] of Object.entries(files)) {
    await writeFile(join(folder, name), JSON.stringify(scenario));
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test("lint says OK to every good file, with what it holds", async () => {
  const { code, stdout, stderr } = await firedrill(["lint", "good.json", "better.json"], { cwd: folder });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")).toEqual([
    "OK good.json: rapidly, 300 requests, about 4 min; attack-1 from the 101st request",
    "OK better.json: better, 300 requests, about 4 min; attack-1 from the 101st request",
    "",
  ]);
});

test("one bad file does not keep lint from the others, and the exit code is 2", async () => {
  const { code, stdout, stderr } = await firedrill(["lint", "bad.json", "none.json", "good.json"], {
    cwd: folder,
  });

  expect(code).toBe(2);
  expect(stdout).toMatch(/^OK good\.json: /);
  expect(stderr).toContain("bad.json has 3 mistakes:\n  bad.json:1:");
  expect(stderr).toContain('firedrill: There is no file "none.json".');
});

test("a line of expect that no detector can meet is a mistake of the file", async () => {
  const { code, stderr } = await firedrill(["lint", "stranger.json"], { cwd: folder });

  expect(code).toBe(2);
  expect(stderr).toContain('expect[0].detector: There is no detector called "knm". Did you mean knn?');
  expect(stderr).toContain(
    'expect[1].options: knn has no option "widow". Its options and defaults: window=10',
  );
});
