import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isAttack } from "../../domain/login/traffic.ts";
import { oneOfEach } from "../domain/login/scenario.ts";
import { firedrill, startFiredrill } from "../program/firedrill.ts";
import { until } from "../harness/world/children.ts";
import { testFolder } from "../harness/folder.ts";
import { codeBlocks, commandsOf, pageText, typed } from "./reader.ts";

const page = pageText("docs/login-model.md");

/** The kinds in the first column of the tables of one section. */
function kindsUnder(heading: string): readonly string[] {
  const [, after = ""] = page.split(`\n## ${heading}\n`);
  const [section = ""] = after.split("\n## ");
  return [...section.matchAll(/^\| `([\w-]+)` /gm)].map(([, kind = ""]) => kind);
}

test.for([
  ["Attacks", true],
  ["Benign traffic", false],
] as const)("each kind of traffic under %s has its row, and no other", ([heading, areAttacks]) => {
  const kinds = oneOfEach.filter((entry) => isAttack(entry) === areAttacks).map(({ kind }) => kind);

  expect(kindsUnder(heading)).toEqual(kinds);
});

test("the page names the fields of each kind", () => {
  const fields = oneOfEach
    .flatMap((entry) => Object.keys(entry))
    .filter((field) => !/kind|onset|hours/.test(field));

  expect(fields.filter((field) => !page.includes(`\`${field}`))).toEqual([]);
});

const byHand = commandsOf(page);
const program = "npm run firedrill -- ";

test.for(byHand.filter((command) => command.startsWith(program)))(
  "%s uses options that exist",
  async (command) => {
    const [name = "", ...words] = command.slice(program.length).split(" ");
    const options = words.filter((word) => word.startsWith("--"));
    const inWords = name === "serve" ? ["--log", "--labels", "--log-format"] : [];

    const { stdout } = await firedrill([name, "--help"]);

    expect(options.length).toBeGreaterThan(0);
    expect([...options, ...inWords].filter((option) => !stdout.includes(`${option} `))).toEqual([]);
  },
);

test("attempts by hand are answered and logged as the page says", async () => {
  const folder = testFolder();
  const log = join(folder, "auth.csv");
  const server = startFiredrill(["serve", "login-takeover", "--port", "0", "--log", log]);
  await until(() => /^Listening on .*\n/.test(server.output()));
  const url = /http:\S+/.exec(server.output())?.[0] ?? "";
  let answers = "";

  for (const command of byHand.filter((one) => one.startsWith("curl ")))
    answers += `${(await typed(command.replace("http://127.0.0.1:8888", url), folder)).stdout}\n`;

  expect(answers).toBe(codeBlocks(page, "text")[0]);
  const rows = readFileSync(log, "utf8").trimEnd().split("\n").slice(1);
  expect(rows.map((row) => row.split(",").slice(2))).toEqual([
    ["127.0.0.1", "admin", "success", ""],
    ["203.0.113.9", "admin", "failure", "wrong_password"],
  ]);
});
