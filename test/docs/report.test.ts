import { expect, test } from "vitest";
import { commandsOf, pageText, readersClone, typed } from "./reader.ts";

const page = pageText("docs/report.md");
const clone = readersClone();

test.sequential.for(commandsOf(page))("%s does what the page says", async (command) => {
  const { code } = await typed(command, clone);

  expect(code).toBe(0);
});
