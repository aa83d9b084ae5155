import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../../harness/folder.ts";
import { firedrill, startFiredrill } from "../../program/firedrill.ts";

const drill = ["run", "cpu-spike", "--detector", "knn", "--confirm", "lof"];

test("run shows the neighborhood of a confirmed alert enlarged, a column a row, and replays with the second look", async () => {
  const { code, stdout } = await firedrill([...drill, "--no-save"], { cwd: testFolder() });

  expect(code).toBe(0);
  expect(stdout).toMatch(
    /\nAround observation 120, confirmed: knn: the newest 10 values .*; confirmed by lof: /s,
  );
  expect(stdout).toContain(`
incident     ····················████████████████████·
knn          ····················▲───────────────────·
observation  100                 120               140
time         01:40               02:00           02:20
`);
  expect(stdout).toContain("run cpu-spike --seed 1 --detector knn --confirm lof\n");
});

test.for([
  [["--confirm", "lof"], "one alert"],
  [
    ["--detector", "knn", "--detector", "threshold:limit=0.02", "--detector", "cusum", "--confirm", "lof"],
    "many false alarms, each with its neighborhood",
  ],
] as const)("the page of a drill with %j takes at most 300 kB: %s", async ([words]) => {
  const cwd = testFolder();

  await firedrill(["run", "rapidly", ...words], { cwd });

  const [run = ""] = readdirSync(join(cwd, "runs"));
  const page = join(cwd, "runs", run, "report.html");
  expect(readFileSync(page, "utf8")).toContain("Around observation ");
  expect(statSync(page).size).toBeLessThanOrEqual(300_000);
});

test("what lof does not confirm is a warning, which misses an incident that needs an error", async () => {
  const { code, stdout } = await firedrill(
    ["run", "rapidly", "--detector", "knn", "--confirm", "threshold:limit=5", "--no-save"],
    { cwd: testFolder() },
  );

  expect(code).toBe(1);
  expect(stdout).toContain("Around observation 101, not confirmed: knn: ");
});

test("score and watch take a second look, too, and a kept log of alerts says what it said", async () => {
  const cwd = testFolder();
  await firedrill([...drill, "--out", "kept"], { cwd });
  const [run = ""] = readdirSync(join(cwd, "kept"));
  const folder = join("kept", run);
  const kept = readFileSync(join(cwd, folder, "alerts.ndjson"), "utf8");

  const again = ["--detector", "knn", "--confirm", "lof"];
  const scored = await firedrill(["score", join(folder, "labelled.csv"), ...again], { cwd });
  const watching = startFiredrill(["watch", "-", ...again], { cwd, stdin: "open" });
  watching.type(readFileSync(join(cwd, folder, "observed.csv"), "utf8"));
  watching.endInput();
  const watched = await watching.finished;

  expect(kept).toContain('"confirmed":true');
  expect([scored.code, scored.stdout.includes("Around observation 120, confirmed")]).toEqual([0, true]);
  expect(scored.stdout).toContain("--detector knn --confirm lof\n");
  expect(watched.stdout).toContain("confirmed by lof");
});

test("alerts in a file are over, and cannot be judged again", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "alerts.ndjson"), "");
  await firedrill(["run", "rapidly", "--out", "."], { cwd });
  const run = readdirSync(cwd).find((name) => name.startsWith("rapidly")) ?? "";

  const { code, stderr } = await firedrill(
    ["score", join(run, "labelled.csv"), "alerts.ndjson", "--confirm", "lof"],
    {
      cwd,
    },
  );

  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining("--confirm cannot judge the alerts in alerts.ndjson"),
  ]);
});
