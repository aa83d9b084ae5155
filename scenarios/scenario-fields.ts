import { z } from "zod";
import { parseInstant } from "../domain/instant.ts";
import type { Scenario } from "../domain/scenario.ts";
import { name, nameWords, text } from "./fields.ts";

export const scenarioWords = "a scenario, that is a table of fields";

/** Every kind of log that a scenario can have. */
const sources = ["response", "login"] as const satisfies readonly Scenario["source"][];

/** What makes a scenario one of this kind of log. */
export function source<S extends Scenario["source"]>(one: S) {
  return z.literal(one, `a kind of log: ${sources.join(", ")}`).describe("the kind of log that comes out");
}

/** How a scenario of any source introduces itself. */
export const scenarioNames = {
  name: name.describe(nameWords),
  summary: text("one sentence that says what happens"),
} as const;

export const instantWords = "an instant in UTC like 2020-01-01T00:00:00Z";

export const instant = z
  .string(instantWords)
  .refine((given) => parseInstant(given) !== undefined, instantWords);
