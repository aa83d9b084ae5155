import { z } from "zod";
import { loginSchema } from "../login/file/schema.ts";
import { responseSchema } from "../response/file/schema.ts";

const link = { type: "string", description: "where this schema lies, for the editor" } as const;

/** The JSON Schema (draft 7, which editors know best) of a scenario file, as text. */
export function scenarioJsonSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A firedrill scenario",
    oneOf: [partOf(responseSchema), partOf(loginSchema)],
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function partOf(scenarioSchema: typeof responseSchema | typeof loginSchema): object {
  const {
    $schema: _,
    properties,
    ...rest
  } = z.toJSONSchema(scenarioSchema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return { ...rest, properties: { $schema: link, ...properties } };
}
