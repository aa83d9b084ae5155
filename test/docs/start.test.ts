import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { skipWithout } from "../detector/remote/prometheus/installed.ts";
import { accessLog } from "./access-log.ts";
import { commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const clone = readersClone();
symlinkSync(join(process.cwd(), "examples"), join(clone, "examples"));
writeFileSync(join(clone, "access.log"), accessLog());

/** `npm test` is what runs this test. */
const commands = ["docs/README.md", "docs/architecture.md"]
  .flatMap((page) => commandsOf(pageText(page)))
  .filter((command) => !command.startsWith("npm test"));

test.for(commands)("%s does what the page says", async (command, context) => {
  if (command.includes("prometheus:")) skipWithout(context, "promtool");

  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(stdout).not.toBe("");
});
