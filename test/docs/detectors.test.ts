import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { domainKit, logSources } from "../../domain/sources.ts";
import { codeBlocks, commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";
import { table, withPart } from "./readme-parts.ts";

const page = pageText("docs/detectors.md");
const [program = ""] = codeBlocks(page, "ts");
const [printed = ""] = codeBlocks(page, "text");

const clone = readersClone();
mkdirSync(join(clone, "mine"));
writeFileSync(join(clone, "mine/learn.ts"), program);

test("the table of signals is what the logs have (-u writes it anew)", async () => {
  const rows = logSources.flatMap((source) => {
    const { signals, defaultSignal } = domainKit(source);
    return Object.entries(signals).map(([name, { unit, describe }]) => [
      source,
      `\`${name}\`${name === defaultSignal ? ", its own" : ""}`,
      unit,
      describe,
    ]);
  });

  const filled = withPart(page, "signals", table(["Log of", "Signal", "Unit", "What it is"], rows));

  const config = await resolveConfig("README.md");
  const formatted = await format(filled, { ...config, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../docs/detectors.md");
});

test("the program is formatted as the house's code is", async () => {
  const config = await resolveConfig("index.ts");

  expect(await format(program, { ...config, parser: "typescript" })).toBe(program);
});

test("the program trains, keeps, loads and asks a detector, and prints what the page says", async () => {
  expect(await typed("npx tsx mine/learn.ts", clone)).toEqual({ code: 0, stdout: printed, stderr: "" });
});

test.for(commandsOf(page).filter((command) => command.startsWith("npm ")))(
  "%s does what the page says",
  async (command) => {
    const { code, stdout } = await typed(command, clone);

    expect(code).toBe(promisedExit(command));
    expect(stdout).not.toBe("");
  },
);
