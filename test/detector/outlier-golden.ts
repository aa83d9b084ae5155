import { readFileSync } from "node:fs";
import { z } from "zod";

const folder = new URL("../golden/lof/", import.meta.url);

export function readGolden<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
}

export const pair = z.tuple([z.number(), z.number()]);
/** Texts of Wazuh alerts, with what scikit-learn says about them. */
export const wazuhGolden = readGolden(
  "wazuh.json",
  z.object({
    murmur3: z.record(z.string(), pair),
    rules: z.array(
      z.object({
        rule: z.string(),
        train: z.array(z.tuple([z.string(), z.number()])),
        settings: z.array(z.object({ k: z.number(), contamination: z.number(), offset: z.number() })),
        alerts: z.array(
          z.object({
            text: z.string(),
            scores: z.array(z.number()),
            flagged: z.array(z.boolean()),
            hashed: z.array(pair).optional(),
          }),
        ),
      }),
    ),
  }),
);
