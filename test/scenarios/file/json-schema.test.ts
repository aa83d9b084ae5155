import { expect, test } from "vitest";
import { scenarioJsonSchema } from "../../../scenarios/file/json-schema.ts";

test("the shipped JSON Schema matches the code (npm run schema updates it)", async () => {
  await expect(await scenarioJsonSchema()).toMatchFileSnapshot("../../../scenarios/scenario.schema.json");
});
