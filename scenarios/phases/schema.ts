import { z } from "zod";
import { name, nameWords, text } from "../file/fields.ts";

/** A table of modes by name. */
export function modesSchema<Mode>(mode: z.ZodType<Mode>) {
  return z
    .record(name, mode, {
      error: (issue) => (issue.code === "invalid_key" ? nameWords : "a table of modes by name"),
    })
    .readonly()
    .describe("the modes of the server by name; `normal` is healthy");
}

/** Fields of a phase of any source. */
export const phaseFields = {
  mode: text("the name of a mode"),
  incident: z
    .boolean("true or false")
    .exactOptional()
    .describe("false: not an incident although the mode is not `normal`"),
} as const;

export function phasesSchema<Phase>(phase: z.ZodType<Phase>) {
  return z
    .array(phase, "a list of phases")
    .min(1, "a list of at least one phase")
    .readonly()
    .describe("the phases, in order");
}
