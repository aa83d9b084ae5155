import type { Mode } from "../../../domain/process/modes.ts";
import { modeKits } from "../../../domain/process/modes.ts";
import {
  expectSchema,
  fields,
  instant,
  instantWords,
  kindSchemas,
  scenarioNames,
  scenarioWords,
  source,
  wholeBetween,
} from "../../file/fields.ts";
import { modesSchema, phaseFields, phasesSchema } from "../../phases/schema.ts";

/** The fields of each kind of mode. */
export const modeSchemas = kindSchemas<Mode, never>({ noun: "mode", one: "a mode" }, modeKits, {});

const { mode, incident } = phaseFields;
const seconds = wholeBetween(1, 604_800, "the duration in seconds, one sample each");

/** A scenario of a process in a file. Constraints between fields are checked in kit.ts. */
export const processSchema = fields(scenarioWords, {
  source: source("process"),
  ...scenarioNames,
  modes: modesSchema(modeSchemas.anyKind),
  phases: phasesSchema(fields("a phase", { mode, seconds, incident }).readonly()),
  startsAt: instant.exactOptional().describe(`the first instant on the virtual clock, ${instantWords}`),
  expect: expectSchema,
}).readonly();
