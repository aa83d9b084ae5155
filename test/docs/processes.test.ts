import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { pageText, readersClone, typed } from "./reader.ts";
import { withParts } from "./readme-parts.ts";

const page = pageText("docs/processes.md");
const clone = readersClone();

test("the page shows what its drill prints (-u writes it anew)", async () => {
  const filled = await withParts(page, async (command) => (await typed(command, clone)).stdout);

  const config = await resolveConfig("README.md");
  const formatted = await format(filled, { ...config, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../docs/processes.md");
});
