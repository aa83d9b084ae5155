import { expect, test } from "vitest";
import { commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

test("the commands of the page do what it says, one after the other", async () => {
  const clone = readersClone();
  const ends: (readonly [string, number | undefined])[] = [];
  let said = "";

  const commands = commandsOf(pageText("docs/host-audits.md"));
  for (const command of commands) {
    const { code, stdout, stderr } = await typed(command, clone);
    ends.push([command, code]);
    said += stdout + stderr;
  }

  expect(ends).toEqual(commands.map((command) => [command, promisedExit(command)]));
  expect(said).toMatch(/^\S+Z {2}ERROR +threshold +observation \d+/m);
  expect(said).toContain("--notify could not tell about 1 alert: ECONNREFUSED.");
  expect(said).not.toContain("services/T0");
  expect(said).toMatch(/^\S+Z {2}ERROR +lof +observation \d+ +command:.* outlier factor /m);
  expect(said).toContain("1293 rows read, 0 lines skipped.");
});
