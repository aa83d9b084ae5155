import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { withLoginDetectors } from "./login-detectors-parts.ts";
import { pageText } from "./reader.ts";

test("the table of the page is what the detectors do (-u writes it anew)", async () => {
  const filled = withLoginDetectors(pageText("docs/login-detectors.md"));

  const config = await resolveConfig("README.md");
  const formatted = await format(filled, { ...config, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../docs/login-detectors.md");
});
