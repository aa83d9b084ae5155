import { expect, test } from "vitest";
import { scenarioJsonSchema } from "../../../scenarios/file/json-schema.ts";

test("the JSON Schema that is shipped is that of the code (npm run schema writes it anew)", async () => {
  await expect(await scenarioJsonSchema()).toMatchFileSnapshot("../../../scenarios/scenario.schema.json");
});
