import { z } from "zod";
import { parseInstant } from "../domain/instant.ts";
import type { ModeKind } from "../domain/mode.ts";
import { originalModes } from "../domain/mode.ts";
import { nearestName } from "../domain/nearest-name.ts";

// Every message here is the noun phrase that follows "is not": `"soon" is not a whole number of requests`.
const dayMs = 86_400_000;

/** Mode and scenario names end up in file names, headers and ids. */
const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const nameWords = "lower-case letters, digits and dashes (at most 60)";

const name = z.string(nameWords).regex(namePattern, nameWords).max(60, nameWords);

function text(what: string) {
  return z.string(what).min(1, what).describe(what);
}

function between(lowest: number, highest: number, what: string) {
  const phrase = `a number from ${lowest} to ${highest} (${what})`;
  return z.number(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

function wholeBetween(lowest: number, highest: number, what: string) {
  const phrase = `a whole number from ${lowest} to ${highest} (${what})`;
  return z.int(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

/** Refuses unknown fields, one line of message for each. */
function fields<T extends z.core.$ZodShape>(what: string, shape: T) {
  const known = Object.keys(shape);
  const unknownField = (key: string): string => {
    const nearest = nearestName(key, known);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    return `there is no such field${hint} (fields here: ${known.join(", ")})`;
  };
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownField(key)).join("\n") : what,
  });
}

/** The messages of a union on `kind`. */
function kindWords(noun: string, kinds: readonly string[]) {
  const list = kinds.join(", ");
  return (issue: { readonly code: string }): string =>
    issue.code === "invalid_union"
      ? `a kind of ${noun}: ${list}`
      : `a ${noun}, that is a table with a kind: ${list}`;
}

/** The fields of each kind of mode. */
export const modeSchemas = {
  normal: fields("a mode", {
    kind: z.literal("normal"),
    delayMs: between(0, dayMs, "the wait in milliseconds"),
  }),
  attack: fields("a mode", {
    kind: z.literal("attack"),
    delayMs: between(0, dayMs, "the wait in milliseconds"),
  }),
  load: fields("a mode", {
    kind: z.literal("load"),
    stepMs: between(0, dayMs, "the wait added to that of the request before, in milliseconds"),
  }),
  uniform: fields("a mode", {
    kind: z.literal("uniform"),
    minMs: between(0, dayMs, "the shortest wait in milliseconds"),
    maxMs: between(0, dayMs, "the longest wait in milliseconds"),
  }).refine(({ minMs, maxMs }) => minMs <= maxMs, {
    error: "a number from minMs up (the longest wait in milliseconds)",
    path: ["maxMs"],
  }),
} satisfies Readonly<Record<ModeKind, unknown>>;

const mode = z
  .discriminatedUnion(
    "kind",
    [modeSchemas.normal, modeSchemas.attack, modeSchemas.load, modeSchemas.uniform],
    {
      error: kindWords("mode", Object.keys(modeSchemas)),
    },
  )
  .readonly();

const modes = z
  .record(name, mode, {
    error: (issue) => (issue.code === "invalid_key" ? nameWords : "a table of modes by name"),
  })
  .readonly()
  .describe("what the server can be told to do, by name; `normal` is health");

const phase = fields("a phase", {
  mode: text("the name of a mode"),
  requests: wholeBetween(1, 10_000_000, "how many requests"),
  incident: z
    .boolean("true or false")
    .exactOptional()
    .describe("false: nothing is wrong although the mode is not `normal`"),
}).readonly();

const ratePerSecond = between(0.001, 100_000, "requests per second");
const pacing = z
  .discriminatedUnion(
    "kind",
    [
      fields("a pacing", {
        kind: z.literal("closed"),
        waitMs: between(0, dayMs, "milliseconds between an answer and the next request"),
      }),
      fields("a pacing", { kind: z.literal("constant"), ratePerSecond }),
      fields("a pacing", { kind: z.literal("poisson"), ratePerSecond }),
    ],
    { error: kindWords("pacing", ["closed", "constant", "poisson"]) },
  )
  .readonly()
  .describe("when requests leave");

const noise = z
  .discriminatedUnion(
    "kind",
    [
      fields("a noise", { kind: z.literal("none") }),
      fields("a noise", {
        kind: z.literal("lognormal"),
        medianMs: between(0, dayMs, "the median of the added time in milliseconds"),
        sigma: between(0, 5, "the standard deviation of the added time's logarithm"),
      }),
    ],
    { error: kindWords("noise", ["none", "lognormal"]) },
  )
  .readonly()
  .describe("the network's share of a response time, on the virtual clock");

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

const instantWords = "an instant in UTC like 2020-01-01T00:00:00Z";

/** A scenario as a file holds it: `modes` may be left out. What one field asks of another is checked in parse.ts. */
export const scenarioSchema = fields("a scenario, that is a table of fields", {
  source: z.literal("response", "a kind of log: response").describe("the kind of log that comes out"),
  name: name.describe(nameWords),
  summary: text("one sentence that says what happens"),
  modes: modes.default(originalModes),
  phases: z
    .array(phase, "a list of phases")
    .min(1, "a list of at least one phase")
    .readonly()
    .describe("what happens, stretch by stretch"),
  pacing,
  timeoutMs: between(1, dayMs, "when the client gives a request up, in milliseconds").exactOptional(),
  capacity: wholeBetween(1, 1_000_000, "how many requests the server works on at once").exactOptional(),
  noise: noise.exactOptional(),
  startsAt: z
    .string(instantWords)
    .refine((given) => parseInstant(given) !== undefined, instantWords)
    .exactOptional()
    .describe(`the first instant on the virtual clock, ${instantWords}`),
  expect: z
    .array(expectation, "a list of expectations; [] expects nothing")
    .readonly()
    .describe("which detectors must do what"),
}).readonly();
