import { z } from "zod";
import { logSources } from "../../domain/sources.ts";
import { scenarioKit } from "../sources.ts";

const link = { type: "string", description: "where this schema lies, for the editor" } as const;

/** The JSON Schema (draft 7, which editors know best) of a scenario file, as text. */
export async function scenarioJsonSchema(): Promise<string> {
  const files = await Promise.all(logSources.map((source) => scenarioKit(source).file()));
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A firedrill scenario",
    oneOf: files.map((file) => partOf(file.schema)),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function partOf(scenarioSchema: z.ZodType): object {
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
