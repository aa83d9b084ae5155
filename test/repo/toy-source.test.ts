import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stageFolders } from "./sources.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a log source adds outside its own folders: an import and a line in each stage's table. */
const lines: readonly (readonly [stage: string, imports: string, before: string, line: string])[] = [
  [
    "domain",
    'import type { CounterObservation, CounterPicture, CounterScenario } from "./counter/kit.ts";',
    "  readonly login: {",
    "  readonly counter: { readonly row: CounterObservation; readonly scenario: CounterScenario; readonly picture: CounterPicture };",
  ],
  ["domain", 'import { counterKit } from "./counter/kit.ts";', "  login: ", "  counter: counterKit,"],
  [
    "scenarios",
    'import { counterScenarios } from "./counter/kit.ts";',
    "  login: ",
    "  counter: counterScenarios,",
  ],
  [
    "mock-server",
    'import { counterServer } from "./counter/kit.ts";',
    "  login: ",
    "  counter: counterServer,",
  ],
  [
    "mock-client",
    'import { playCounter } from "./counter/play.ts";',
    "  login: ",
    "  counter: { play: playCounter },",
  ],
  ["log", 'import { counterLog } from "./counter/kit.ts";', "  login: ", "  counter: counterLog,"],
  [
    "detector",
    'import { counterDetectors } from "./counter/kit.ts";',
    "  login: ",
    "  counter: counterDetectors,",
  ],
  ["score", 'import { counterScore } from "./counter/kit.ts";', "  login: ", "  counter: counterScore,"],
  ["report", 'import { counterReport } from "./counter/kit.ts";', "  login: ", "  counter: counterReport,"],
  [
    "harness",
    'import { counterHarness } from "./counter/kit.ts";',
    "  login: ",
    "  counter: counterHarness,",
  ],
];

/** A copy of the product with one more log source: a counter, whose folders are in test/toy. */
const house = mkdtempSync(join(tmpdir(), "firedrill-toy-"));

beforeAll(() => {
  for (const name of [...stageFolders, "index.ts", "package.json", "tsconfig.json"])
    cpSync(join(root, name), join(house, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
  for (const stage of readdirSync(join(root, "test/toy")))
    cpSync(join(root, "test/toy", stage), join(house, stage), { recursive: true });
  for (const [stage, imports, before, line] of lines) {
    const path = join(house, stage, "sources.ts");
    const text = readFileSync(path, "utf8");
    if (text.split(`\n${before}`).length !== 2)
      throw new RangeError(`${path}: "${before}" begins no line, or several`);
    writeFileSync(path, `${imports}\n${text.replace(`\n${before}`, `\n${line}\n${before}`)}`);
  }
});

afterAll(() => rmSync(house, { recursive: true }));

function firedrill(...args: readonly string[]): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "cli/main.ts", ...args],
    {
      cwd: house,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  return { code: status, out: stdout + stderr };
}

test("a log source needs only folders and a line in each stage's table: the types agree", () => {
  const tsc = join(root, "node_modules/.bin/tsc");

  expect(spawnSync(tsc, ["--noEmit"], { cwd: house, encoding: "utf8" }).stdout).toBe("");
});

test("its scenario can be listed, played over the wire on the virtual clock, scored and charted", () => {
  expect(firedrill("list").out).toMatch(/toy +A counter jumps\.\n +40 readings; jump-1 from reading 31/);

  const drill = firedrill("run", "toy", "--out", "runs");

  expect(drill.code).toBe(0);
  expect(drill.out).toMatch(/^PASSED .*jump-1/);
  expect(drill.out).toContain("counter");
});

test("the wire on the virtual clock writes the same log as the simulation, and the log can be scored", () => {
  expect(firedrill("simulate", "toy", "--out", "simulated").code).toBe(0);
  const [run = ""] = readdirSync(join(house, "runs"));
  const played = readFileSync(join(house, "runs", run, "labelled.csv"), "utf8");

  expect(readFileSync(join(house, "simulated/labelled.csv"), "utf8")).toBe(played);
  const scored = firedrill(
    "score",
    "simulated/labelled.csv",
    "--detector",
    "threshold:limit=10",
    "--within",
    "1",
  );

  expect(scored.out).toMatch(/^PASSED .*jump-1/);
  expect(scored.code).toBe(0);
});

test("a scenario file can use it, and its drills can be repeated", () => {
  writeFileSync(
    join(house, "mine.yaml"),
    "source: counter\nname: mine\nsummary: Mine.\nreadings: 20\njumpsFrom: 10\n" +
      "expect: [{ detector: threshold, options: { limit: 10 }, severity: error, within: 1 }]\n",
  );

  expect(firedrill("lint", "mine.yaml").code).toBe(0);
  expect(firedrill("run", "mine.yaml", "--repeat", "3", "--no-save").code).toBe(0);
});
