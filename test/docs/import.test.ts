import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { foreignFormats, harName } from "../../log/import/choose.ts";
import { recordedLogs } from "../../log/response/recorded-log.ts";
import { accessLog } from "./access-log.ts";
import { codeBlocks, commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const page = pageText("docs/import.md");

test("what the page says to type does what it promises", async () => {
  const clone = readersClone();
  writeFileSync(join(clone, "access.log"), accessLog());
  const printed: string[] = [];

  for (const command of commandsOf(page)) {
    const done = await typed(command.replace("npx firedrill", "npx tsx cli/main.ts"), clone);
    printed.push(done.stdout);
    expect([command, done.code, done.stderr]).toEqual([command, promisedExit(command), expect.any(String)]);
  }

  const understood = codeBlocks(page, "text").find((block) => block.startsWith("Read access.log"));
  expect(printed[1]).toContain(understood ?? "no example");
}, 120_000);

test("the page has a line about every format", () => {
  const named = [...page.matchAll(/^\| `(\w[\w-]*)` +\|/gm)].map(([, name = ""]) => name);
  const known = [...[...foreignFormats, ...recordedLogs.ownFormats].map(({ name }) => name), harName];

  expect(named.toSorted()).toEqual(known.toSorted());
});
