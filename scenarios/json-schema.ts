import { z } from "zod";
import { scenarioSchema } from "./schema.ts";

/** The JSON Schema (draft 7, which editors know best) of a scenario file, as text. */
export function scenarioJsonSchema(): string {
  const { $schema, properties, ...rest } = z.toJSONSchema(scenarioSchema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  const link = { type: "string", description: "where this schema lies, for the editor" };
  const schema = {
    $schema,
    title: "A firedrill scenario",
    ...rest,
    properties: { $schema: link, ...properties },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
