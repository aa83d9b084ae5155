import { z } from "zod";
import { logSources } from "../../domain/sources.ts";
import { scenarioKit } from "../sources.ts";

const link = { type: "string", description: "the location of this schema, for editors" } as const;

/** The JSON Schema of a scenario file, as text. Draft 7 has the best editor support. */
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
