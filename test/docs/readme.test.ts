import { rmSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import { afterAll, expect, test } from "vitest";
import { exitCode } from "../../cli/output/exit-code.ts";
import { firedrill } from "../program/firedrill.ts";
import { codeBlocks, commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";
import { captured, withParts } from "./readme-parts.ts";

const readme = pageText("README.md");
const clone = readersClone();
afterAll(() => rmSync(clone, { recursive: true }));

/** Commands that a test cannot run as they stand, and why. */
const notRunHere: readonly (readonly [string, string])[] = [
  ["npm ci", "it installs what this test is running on; .ci/run begins with it"],
  ["npm test", "it is what runs this test"],
  ["npm run firedrill -- serve", "it never ends"],
  ["npm run firedrill -- watch", "it never ends"],
  ["npm run firedrill -- play", "it plays for four minutes"],
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

test("the terminal and the tables in README are what the program says (npm run capture writes them anew)", async () => {
  const outputs: string[] = [];
  for (const command of captured) outputs.push((await typed(command, clone)).stdout);

  const filled = withParts(readme, outputs.map(withoutPassingThings));

  const config = await resolveConfig("README.md");
  const formatted = await format(filled, { ...config, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../README.md");
});

test("README begins with its two commands", () => {
  expect(commands.slice(0, 3)).toEqual(["npm ci", "npm run scenario rapidly", "npm test"]);
});

test.for(commands.filter((command) => isRunHere(command)))("%s does what README says", async (command) => {
  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(stdout).not.toBe("");
});

test.for(commands.filter((command) => command.startsWith("npm run firedrill -- ") && !isRunHere(command)))(
  "%s uses options that exist",
  async (command) => {
    const [name = "", ...words] = command.replace("npm run firedrill -- ", "").split(" ");
    const options = words.filter((word) => word.startsWith("--"));

    const { stdout } = await firedrill([name, "--help"]);

    expect(options.length).toBeGreaterThan(0);
    expect(options.filter((option) => !stdout.includes(`${option} `))).toEqual([]);
  },
);

test("every reason for not running a command is still needed", () => {
  expect(notRunHere.filter(([start]) => !commands.some((command) => command.startsWith(start)))).toEqual([]);
});

test("the recipe for CI is YAML, and its drill passes with one JSON document", async () => {
  const [recipe = ""] = codeBlocks(readme, "yaml");
  const [, command = ""] = /- run: npx firedrill (.*) > verdict\.json$/m.exec(recipe) ?? [];

  const { code, stdout } = await firedrill(command.split(" "));

  expect(parse(recipe)).toHaveProperty("jobs.drill.steps");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveProperty("drills.length", 4);
});

test("README names every exit code", () => {
  const named = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));

  expect(named).toEqual(Object.values(exitCode));
});
