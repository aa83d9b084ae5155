import type { CounterScenario } from "../../domain/counter/kit.ts";
import { expectSchema, fields, scenarioNames, scenarioWords, source, wholeBetween } from "../file/fields.ts";
import { parsedBy } from "../file/parse.ts";
import type { FileKit } from "../source.ts";

const schema = fields(scenarioWords, {
  source: source("counter"),
  ...scenarioNames,
  readings: wholeBetween(1, 1000, "readings"),
  jumpsFrom: wholeBetween(0, 1000, "the first reading that jumps").exactOptional(),
  expect: expectSchema,
});

export const counterFiles: FileKit<CounterScenario> = {
  schema,
  parse: (value) => parsedBy(schema, value, []),
  change: (scenario) => scenario,
};
