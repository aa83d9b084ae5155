import { z } from "zod";
import { fields, text, wholeBetween } from "./fields.ts";

const withinWords = "a whole number of affected observations (10), or a time with its unit (3s, 250ms)";
const withinPattern = /^(?:\d+|\d+\.\d+(?=ms|s))(?:ms|s)?$/;
const within = z
  .union(
    [
      z.int(withinWords).min(1, withinWords),
      z
        .string(withinWords)
        .regex(withinPattern, withinWords)
        .refine((given) => Number.parseFloat(given) > 0, withinWords),
    ],
    withinWords,
  )
  .describe(withinWords);

const expectation = fields("an expectation", {
  detector: text("the name of a detector"),
  options: z
    .record(z.string(), z.union([z.number(), z.string()], "a number or a text"), "a table of options")
    .readonly()
    .exactOptional()
    .describe("laid over the detector's defaults"),
  severity: z.enum(["warning", "error"], "a severity: warning, error"),
  within,
  incident: text("the kind of the incidents this line is about").exactOptional(),
  outcome: z
    .enum(["detected", "missed"], "an outcome: detected, missed")
    .exactOptional()
    .describe("`missed` pins a known limit"),
  falseAlarmsAtMost: wholeBetween(0, 1_000_000, "how many false alarms are allowed").exactOptional(),
}).readonly();

/** Which detectors must do what, in a log of any source. */
export const expectSchema = z
  .array(expectation, "a list of expectations; [] expects nothing")
  .readonly()
  .describe("which detectors must do what");
