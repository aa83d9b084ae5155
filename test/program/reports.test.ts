import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { firedrill } from "./firedrill.ts";

const rapidly = ["run", "rapidly", "--no-save"];

test("--report FORMAT=FILE writes the file, and the text stays on standard output", async () => {
  const cwd = testFolder();

  const { code, stdout } = await firedrill(
    [...rapidly, "--report", "text", "--report", "junit=report.xml", "--report", "json=verdict.json"],
    { cwd },
  );

  expect(code).toBe(0);
  expect(stdout).toMatch(/^PASSED {2}knn raised ERROR for attack-1/);
  expect(readFileSync(join(cwd, "report.xml"), "utf8")).toMatch(/<property name="ttd.affected" value="3"\/>/);
  expect(JSON.parse(readFileSync(join(cwd, "verdict.json"), "utf8"))).toMatchObject({ passed: true });
});

test("with a document on standard output the text goes to standard error", async () => {
  const { stdout, stderr } = await firedrill([...rapidly, "--report", "junit", "--report", "text"]);

  expect(stdout).toMatch(/^<\?xml/);
  expect(stderr).toMatch(/^PASSED {2}knn raised ERROR for attack-1/);
});

test("--report github annotates failures and adds a table to the step summary", async () => {
  const cwd = testFolder();
  const args = ["run", "slowly", "--no-save", "--detector", "knn-original", "--report", "github"];

  const { code, stdout } = await firedrill(args, {
    cwd,
    env: { GITHUB_STEP_SUMMARY: join(cwd, "summary.md") },
  });

  expect(code).toBe(1);
  expect(stdout).toMatch(/^::error title=Firedrill%3A slowly::knn-original missed load-1: no ERROR alert/);
  expect(readFileSync(join(cwd, "summary.md"), "utf8")).toContain("## Firedrill: 0 of 1 drill passed");
});

test("--report markdown is the table and the pictures of a step summary, for any file or comment", async () => {
  const cwd = testFolder();

  const { stdout } = await firedrill([...rapidly, "--report", "markdown"]);
  const written = await firedrill([...rapidly, "--report", "markdown=drill.md"], { cwd });

  expect(stdout).toMatch(/^## Firedrill: 1 of 1 drill passed\n\n\| \| Scenario \|/);
  expect(stdout).toContain("<details><summary>rapidly, seed 1, virtual clock</summary>");
  expect(written.stdout).toBe("");
  expect(readFileSync(join(cwd, "drill.md"), "utf8")).toBe(stdout);
});

test.for([
  [["--report", "xml"], "unknown_report", "text, json, junit, github, markdown"],
  [["--report", "json", "--report", "junit"], "reports_share_stdout", "--report json=report.json"],
  [["--baseline", "not-there.json"], "baseline_not_readable", "not-there.json"],
  [["--baseline", "package.json"], "bad_baseline", "schemaVersion"],
  [["--baseline", "base.json", "--allow-slower", "much"], "bad_allow_slower", "10%"],
] as const)("%j is rejected: %s", async ([options, code, hint]) => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "package.json"), "{}");

  const finished = await firedrill([...rapidly, ...options], { cwd });

  expect(finished.code).toBe(2);
  expect(finished.stderr).toContain(`docs/errors.md#${code}`);
  expect(finished.stderr).toContain(hint);
});

test("a report that cannot be written exits with 3", async () => {
  const cwd = testFolder();

  const { code, stderr } = await firedrill([...rapidly, "--report", "json=nowhere/verdict.json"], { cwd });

  expect(code).toBe(3);
  expect(stderr).toContain("docs/errors.md#report_not_writable");
});

test("a run as fast as its baseline passes, and a slower one fails unless --allow-slower permits it", async () => {
  const cwd = testFolder();
  await firedrill([...rapidly, "--report", "json=base.json"], { cwd });
  const slower = [...rapidly, "--detector", "knn:warning=0.8,error=1.2", "--baseline", "base.json"];

  const same = await firedrill([...rapidly, "--baseline", "base.json"], { cwd });
  const grown = await firedrill(slower, { cwd });
  const allowed = await firedrill([...slower, "--allow-slower", "5"], { cwd });

  expect([same.code, grown.code, allowed.code]).toEqual([0, 1, 0]);
  expect(same.stdout).toContain("PASSED  against the baseline");
  expect(grown.stdout).toContain("FAILED  against the baseline");
  expect(grown.stdout).toMatch(/attack-1 +3 observations, .* -> 7 observations/);
});
