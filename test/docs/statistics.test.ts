import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sortColumns } from "../../score/study/ranking.ts";
import { commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const page = pageText("docs/statistics.md");
const clone = readersClone();

test.for(commandsOf(page))("%s does what the page says", async (command) => {
  const { code, stderr } = await typed(command, clone);

  expect({ code, stderr: stderr.replaceAll(/^npm warn .*\n/gm, "") }).toEqual({
    code: promisedExit(command),
    stderr: "",
  });
});

test("the sentence to quote is the one that is printed", async () => {
  const [quoted = ""] = /^PASSED .*$/m.exec(page) ?? [];

  const { stdout } = await typed("npx tsx cli/main.ts run rapidly --repeat 59 --no-save", clone);

  expect(stdout.split("\n")[0]).toBe(quoted);
});

test("the figures by address are the ones that are printed", async () => {
  const [quoted = ""] = /^By address: [^`]*/m.exec(page) ?? [];
  const command = commandsOf(page).find((line) => line.includes(" score ")) ?? "";

  const { stdout } = await typed(command, clone);

  expect(quoted).toContain("Trained on");
  expect(stdout).toContain(quoted);
});

test("the picture that the page asks for is there", () => {
  expect(existsSync(join(clone, "amoc.svg"))).toBe(true);
});

test("the page names every column to sort by", () => {
  expect(sortColumns.filter((column) => !page.includes(`\`${column}\``))).toEqual([]);
});
