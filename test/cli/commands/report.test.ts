import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../../harness/folder.ts";
import { firedrill } from "../../program/firedrill.ts";

/** A folder with the runs of some scenarios, in `runs`. */
async function played(...drills: readonly (readonly string[])[]): Promise<string> {
  const cwd = testFolder();
  for (const drill of drills) await firedrill(["run", ...drill], { cwd });
  return cwd;
}

function runsIn(cwd: string): readonly string[] {
  return readdirSync(join(cwd, "runs")).map((name) => join("runs", name));
}

test("report draws two runs over each other, as a page and as a picture", async () => {
  const cwd = await played(["rapidly", "--seed", "1"], ["rapidly", "--seed", "2"]);
  const [a = "", b = ""] = runsIn(cwd);

  const page = await firedrill(["report", a, join(b, "report.html"), "--out", "both.html"], { cwd });
  const picture = await firedrill(["report", a, b, "--out", "both.svg"], { cwd });

  expect([page.code, page.stdout, page.stderr]).toEqual([0, "Wrote both.html: 2 runs of rapidly.\n", ""]);
  // The response times of both in one panel, then the score of each.
  expect(readFileSync(join(cwd, "both.html"), "utf8").match(/<path class="line c[01]"/g)).toHaveLength(4);
  expect([picture.code, picture.stdout]).toEqual([0, "Wrote both.svg: 2 runs of rapidly.\n"]);
  expect(readFileSync(join(cwd, "both.svg"), "utf8")).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
});

test("report refuses what cannot be compared, read or written, before it writes anything", async () => {
  const cwd = await played(["rapidly"], ["slowly"]);
  const [a = "", b = ""] = runsIn(cwd);

  const answers = await Promise.all([
    firedrill(["report", a, b], { cwd }),
    firedrill(["report", "gone"], { cwd }),
    firedrill(["report", a, "--out", "report.pdf"], { cwd }),
    firedrill(["report", a, "--out", "not/there.html"], { cwd }),
  ]);

  expect(answers.map(({ code }) => code)).toEqual([2, 2, 2, 3]);
  expect(answers.map(({ stderr }) => stderr.split("\n")[0])).toEqual([
    `firedrill: ${a} is about rapidly, ${b} is about slowly: they cannot be drawn over each other.`,
    "firedrill: Could not read gone: ENOENT: no such file or directory, stat 'gone'.",
    "firedrill: Cannot write report.pdf: its name ends in neither .html nor .svg.",
    expect.stringContaining("Could not write the report not/there.html"),
  ]);
  expect(readdirSync(cwd)).toEqual(["runs"]);
});
