import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { exitCode } from "../../cli/output/exit-code.ts";
import { skipWithout } from "../detector/remote/prometheus/installed.ts";
import { until } from "../harness/world/children.ts";
import { firedrill, startFiredrill } from "../program/firedrill.ts";
import { codeBlocks, commandsOf, fieldsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";
import { withParts } from "./readme-parts.ts";

const readme = pageText("README.md");
const clone = readersClone();

// The detectors that README has its reader write.
const [rules = "", workflow = ""] = codeBlocks(readme, "yaml");
writeFileSync(join(clone, "rules.yml"), rules);
writeFileSync(join(clone, "slow.py"), codeBlocks(readme, "python")[0] ?? "");
writeFileSync(join(clone, "slow.ts"), codeBlocks(readme, "ts")[0] ?? "");

/** Commands that a test cannot run as they stand, and why. */
const notRunHere: readonly (readonly [string, string])[] = [
  ["npm ci", "it installs what this test is running on; .ci/run begins with it"],
  ["npm test", "it is what runs this test"],
  ["npm run test:all", "it is what runs this test"],
  ["npm run firedrill -- serve", "the three terminals have a test of their own"],
  ["npm run firedrill -- watch", "the three terminals have a test of their own"],
  ["npm run firedrill -- play", "the three terminals have a test of their own"],
  ["npm run firedrill -- score", "the three terminals have a test of their own"],
  ["curl", "the three terminals have a test of their own"],
];
const isRunHere = (command: string): boolean => !notRunHere.some(([start]) => command.startsWith(start));
const commands = commandsOf(readme);

/** What npm says before the program does, and the time in the name of the run folder. */
function withoutPassingThings(stdout: string): string {
  return stdout
    .replace(/^\n> .*\n> .*\n\n/, "")
    .replaceAll(/\b\d{8}T\d{6}Z\b/g, "20260102T030405Z")
    .replace(/^\n*/, "");
}

test.for(["README.md", "docs/scenarios.md", "docs/detectors.md", "docs/login-detectors.md"])(
  "the output and the tables in %s are what the program prints (npm run capture writes them anew)",
  async (path, context) => {
    if (path === "README.md") skipWithout(context, "promtool");

    const filled = await withParts(pageText(path), async (command) =>
      withoutPassingThings((await typed(command, clone)).stdout),
    );

    const config = await resolveConfig("README.md");
    const formatted = await format(filled, { ...config, parser: "markdown" });
    await expect(formatted).toMatchFileSnapshot(`../../${path}`);
  },
);

test("README begins with its two commands", () => {
  expect(commands.slice(0, 2)).toEqual(["npm ci", "npm run scenario rapidly"]);
});

test("README has at most 1,200 words, and no table wider than 100 columns", () => {
  const tableRows = readme.split("\n").filter((line) => line.startsWith("|"));

  expect(readme.split(/\s+/).filter((word) => word !== "").length).toBeLessThanOrEqual(1200);
  expect(tableRows.filter((line) => line.length > 100)).toEqual([]);
});

test("README names scripts that exist", () => {
  const manifest: unknown = JSON.parse(pageText("package.json"));
  const [scripts] =
    typeof manifest === "object" && manifest !== null && "scripts" in manifest ? [manifest.scripts] : [];
  const named = commands.flatMap((command) => /^npm run (?:-s )?(\S+)/.exec(command)?.[1] ?? []);

  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !fieldsOf(scripts).includes(name))).toEqual([]);
});

test.for(commands.filter((command) => isRunHere(command)))("%s does what README says", async (command) => {
  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(stdout).not.toBe("");
});

test("in three terminals a server that is broken by curl gives a verdict", async () => {
  const url = "http://127.0.0.1:8888";
  const wordsOf = (name: string): readonly string[] =>
    commands
      .find((command) => command.startsWith(`npm run firedrill -- ${name} `))
      ?.split(" ")
      .slice(4) ?? [];
  const folder = join(clone, "terminals");
  mkdirSync(folder);
  const start = (words: readonly string[]) => startFiredrill(words, { cwd: folder });
  const affectedRows = (): number =>
    readFileSync(join(folder, "labelled.csv"), "utf8").split(",forced-1\n").length - 1;

  const server = start(wordsOf("serve").map((word) => word.replace("8888", "0")));
  await until(() => server.output().includes("\n"));
  const address = /http:\S+/.exec(server.output())?.[0] ?? "";
  const player = start(wordsOf("play").map((word) => word.replace(url, address)));
  const watcher = start(wordsOf("watch"));
  await until(() => watcher.output().includes("\n"));
  const [attack = "", recover = ""] = commands.filter((command) => command.startsWith("curl "));
  await typed(attack.replace(url, address), folder);
  await until(() => watcher.output().includes("ERROR") && affectedRows() > 2);
  await typed(recover.replace(url, address), folder);
  await until(() => watcher.output().includes("resolved"));
  player.kill("SIGINT");
  await player.finished;
  const { code, stdout } = await firedrill(wordsOf("score"), { cwd: folder });

  expect(code).toBe(0);
  expect(stdout).toMatch(/^PASSED .*forced-1/);
});

test("every reason for not running a command is still needed", () => {
  expect(notRunHere.filter(([start]) => !commands.some((command) => command.startsWith(start)))).toEqual([]);
});

test("the workflow for CI is YAML, and its drill passes with the rules of README", async (context) => {
  skipWithout(context, "promtool");
  const [, command = ""] = /- run: npx firedrill (.*)$/m.exec(workflow) ?? [];

  const { code, stdout } = await firedrill(command.split(" "), { cwd: clone });

  expect(parse(workflow)).toHaveProperty("jobs.drill.steps");
  expect(stdout).toContain("prometheus");
  expect(code).toBe(0);
});

test("README names every exit code", () => {
  const named = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));

  expect(named).toEqual(Object.values(exitCode));
});
