import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nabProfiles } from "../../domain/results/nab.ts";
import { writeNabFolder } from "../harness/study/nab-folder.ts";
import { commandsOf, fieldsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const page = pageText("docs/nab.md");
const clone = readersClone();
writeNabFolder(join(clone, "NAB"));

test.for(commandsOf(page))("%s does what the page says", async (command) => {
  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(stdout).toContain("conformal");
});

test("the result files stand where the page says", () => {
  expect(existsSync(join(clone, "results/conformal/made/conformal_faulty.csv"))).toBe(true);
});

test("the page names every field of the document, and the profiles", async () => {
  const { stdout } = await typed("npx tsx cli/main.ts nab NAB --detector knn --report json", clone);
  const fields = fieldsOf(JSON.parse(stdout)).flatMap((field) => field.split("."));

  expect([...fields, ...nabProfiles].filter((name) => !page.includes(name))).toEqual([]);
});
