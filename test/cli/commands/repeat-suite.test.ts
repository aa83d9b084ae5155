import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { findSuite } from "../../../scenarios/registry.ts";
import { testFolder } from "../../harness/folder.ts";
import { crashingModule } from "../crashing-module.ts";
import { runMain } from "../run-main.ts";

const run = (words: string, env: Readonly<Record<string, string>> = {}) =>
  runMain(["run", ...words.split(" ")], { env });

const quiet = findSuite("quiet").scenarios.map(({ name }) => name);

const named = z.object({ name: z.string(), passed: z.boolean(), drillsPassed: z.number() });
const repeatSchema = z.object({
  drills: z.array(
    z.object({
      scenario: z.string(),
      seed: z.number(),
      passed: z.boolean(),
      settings: z.array(z.string()).optional(),
      detectors: z.array(z.object({ name: z.string() })),
    }),
  ),
  repeat: z.object({
    scenarios: z.array(
      z.object({
        scenario: z.string(),
        seeds: z.object({ from: z.number(), count: z.number() }),
        passed: z.boolean(),
        detectors: z.array(named),
        alongside: z.array(named).optional(),
        failed: z.number(),
        failures: z.array(
          z.object({ seed: z.number(), command: z.string(), savedTo: z.string().optional() }),
        ),
      }),
    ),
  }),
});
const documentIn = (text: string) => repeatSchema.parse(JSON.parse(text));

/** The lines of the table, each as its cells. */
const tableIn = (text: string): readonly (readonly string[])[] =>
  (text.split("\n\n")[1] ?? "").split("\n").map((line) => line.trim().split(/ {2,}/));

test("a repeated suite prints one table, and what the scenarios expect decides, whatever other columns hold", async () => {
  const { code, stdout, stderr } = await run("--suite blind --repeat 2 --no-save");

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Suite blind, seeds 1 to 2, simulated: incidents noticed in time, /);
  const [head = [], ...rows] = tableIn(stdout);
  expect(head.slice(0, 2)).toEqual(["knn", "knn-original"]);
  expect(head.at(-1)).toBe("as expected");
  const blind = findSuite("blind").scenarios.map(({ name }) => name);
  expect(rows.map(([scenario]) => scenario)).toEqual([...blind, "total"]);
  expect(rows.map((cells) => cells.at(-1))).toEqual([...blind.map(() => "yes"), "12/12"]);
  expect(rows.find(([scenario]) => scenario === "blackhole")?.slice(1, 3)).toEqual(["0/2", "0/2"]);
  expect(stdout).toMatch(/^Replay {2}.* run --suite blind --seed 1 --repeat 2$/m);
});

test("in JSON each scenario has one repeat, and the columns that do not decide stand alongside", async () => {
  const { code, stdout } = await run("--suite quiet --repeat 2 --seed 4 --no-save --report json");

  const { drills, repeat } = documentIn(stdout);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\{\n {2}"schemaVersion": 2,\n {2}"passed": true,\n/);
  expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), undefined, 2)}\n`);
  expect(repeat.scenarios.map(({ scenario }) => scenario)).toEqual(quiet);
  expect(drills.map(({ scenario, seed }) => [scenario, seed])).toEqual(
    quiet.flatMap((name) => [4, 5].map((seed) => [name, seed])),
  );
  for (const { scenario, seeds, passed, detectors, alongside = [] } of repeat.scenarios) {
    const expected = findSuite("quiet").scenarios.find(({ name }) => name === scenario)?.expect ?? [];
    const deciding = new Set(expected.map(({ detector }) => detector));
    const inDrills = drills.filter((one) => one.scenario === scenario).flatMap((one) => one.detectors);
    expect({ seeds, passed }).toEqual({ seeds: { from: 4, count: 2 }, passed: true });
    expect(new Set(detectors.map(({ name }) => name))).toEqual(deciding);
    expect(new Set(inDrills.map(({ name }) => name))).toEqual(deciding);
    expect(alongside.length).toBeGreaterThan(detectors.length);
  }
  const deploy = repeat.scenarios.find(({ scenario }) => scenario === "deploy");
  expect(deploy?.alongside?.find(({ name }) => name === "knn")).toMatchObject({
    passed: false,
    drillsPassed: 0,
  });
});

test("the one folder keeps the drills that failed by what their scenario expects, whatever other columns hold", async () => {
  const out = testFolder();

  const { code, stdout } = await run(`--suite login --repeat 1 --seed 3 --out ${out} --report json`);

  const { repeat } = documentIn(stdout);
  const [folder = "", ...others] = readdirSync(out);
  expect({ code, others }).toEqual({ code: 1, others: [] });
  expect(folder).toMatch(/^login-.*-3$/);
  expect(repeat.scenarios.filter(({ alongside = [] }) => alongside.some((one) => !one.passed)).length).toBe(
    12,
  );
  expect(repeat.scenarios.filter(({ failed }) => failed > 0).map(({ scenario }) => scenario)).toEqual([
    "login-fresh-addresses",
  ]);
  expect(readdirSync(join(out, folder)).toSorted()).toEqual([
    "durations.json",
    expect.stringMatching(/^login-fresh-addresses-.*-3$/),
    "report.html",
    "verdict.json",
  ]);
  expect(readFileSync(join(out, folder, "verdict.json"), "utf8")).toBe(stdout);
});

test("at most ten failed drills of a scenario are kept, and the command of each fails again", async () => {
  const out = testFolder();

  const { code, stdout } = await run(
    `--suite quiet --detector threshold --repeat 12 --out ${out} --report json`,
  );

  const { drills, repeat } = documentIn(stdout);
  const [folder = ""] = readdirSync(out);
  const keptOf = (name: string) =>
    readdirSync(join(out, folder)).filter((entry) => entry.startsWith(`${name}-`)).length;
  expect(code).toBe(1);
  expect(repeat.scenarios.map(({ scenario, failed }) => [scenario, failed])).toEqual(
    quiet.map((name) => [name, drills.filter(({ scenario, passed }) => scenario === name && !passed).length]),
  );
  expect(repeat.scenarios.map(({ scenario, failed }) => [scenario, Math.min(10, failed)])).toEqual(
    quiet.map((name) => [name, keptOf(name)]),
  );
  const deploy = repeat.scenarios.find(({ scenario }) => scenario === "deploy");
  expect(deploy).toMatchObject({ failed: 12, failures: Array.from({ length: 10 }, () => ({})) });
  expect(deploy?.failures[9]?.command).toMatch(
    / run --suite quiet --seed 10 --detector threshold --repeat 1$/,
  );
  const again = await run("--suite quiet --seed 10 --detector threshold --repeat 1 --no-save");
  expect(again.code).toBe(1);
  expect(tableIn(again.stdout).find(([scenario]) => scenario === "deploy")).toContain("2 false alarms");
});

test.for([
  ["text", /^ERROR {3}.* could not be judged: .*ten is too many/m],
  ["json", /"code": "DETECTOR_CRASHED"/],
  ["junit", /<error type="DETECTOR_CRASHED" message="\S+ could not be judged in 2 of 2 drills: /],
  ["github", /^::error title=Firedrill%3A deploy::\S+ could not be judged in 2 of 2 drills: /m],
] as const)(
  "3: a detector that decides and crashes outweighs one that fails, in %s",
  async ([report, words]) => {
    const detectors = `--detector ${crashingModule()} --detector threshold`;

    const { code, stdout } = await run(`--suite quiet ${detectors} --repeat 2 --no-save --report ${report}`);

    expect(code).toBe(3);
    expect(stdout).toMatch(words);
  },
);

test("JUnit has a suite for each scenario, and a case for each deciding detector and kind of incident", async () => {
  const { code, stdout, stderr } = await run("--suite blind --repeat 2 --no-save --report junit");

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const suites = [...stdout.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name);
  expect(suites).toEqual(findSuite("blind").scenarios.map(({ name }) => name));
  expect(stdout).toContain('<testcase classname="open-age" name="hang: hang [ERROR]"');
  expect(stdout).toContain('<property name="seeds" value="1 to 2"/>');
  expect(stdout).not.toContain('classname="page-hinkley"');
  expect(stdout).not.toContain("<failure");
});

test("GitHub has an annotation for each scenario, and a summary of all of them", async () => {
  const summary = join(testFolder(), "summary.md");

  const { code, stdout } = await run(
    "--suite quiet --detector threshold --detector silence --repeat 3 --no-save --report github",
    { GITHUB_STEP_SUMMARY: summary },
  );

  expect(code).toBe(1);
  const levels = stdout
    .trimEnd()
    .split("\n")
    .map((line) => /^::(\w+) title=Firedrill%3A (\S+?)::/.exec(line)?.slice(1, 3));
  expect(new Set(levels.map((level) => level?.[1]))).toEqual(new Set(quiet));
  expect(levels).toContainEqual(["error", "deploy"]);
  expect(levels).toContainEqual(["notice", "healthy"]);
  const text = readFileSync(summary, "utf8");
  expect(text).toMatch(/^## Firedrill: \d of 6 scenarios passed\n/);
  expect(text).toContain("| ❌ | deploy, seeds 1 to 3, virtual | threshold | stays quiet at ERROR |");
});

test("with a share to prove, a suite fails while there are too few drills", async () => {
  const { code, stdout } = await run("--suite quiet --repeat 3 --confidence 0.5 --no-save --report junit");

  expect(code).toBe(1);
  expect(stdout).toContain(
    '<failure type="unproven" message="silence raised no false alarm in 3 drills; required: 50 %',
  );
});
