import { z } from "zod";
import type { Field, FieldOrder, Fields, FieldsOf } from "../../domain/fields.ts";
import type { LogSource } from "../../domain/sources.ts";
import { logSources } from "../../domain/sources.ts";
import { longestName, namePattern } from "../../domain/text/name.ts";
import { didYouMean, nearestName } from "../../domain/text/nearest-name.ts";
import { parseInstant } from "../../domain/time/instant.ts";

// Every message here is the noun phrase that follows "is not": `"soon" is not a whole number of requests`.
export const dayMs = 86_400_000;

export const nameWords = `lower-case letters, digits and dashes (at most ${longestName})`;

export const name = z.string(nameWords).regex(namePattern, nameWords).max(longestName, nameWords);

export function text(what: string) {
  return z.string(what).min(1, what).describe(what);
}

export function between(lowest: number, highest: number, what: string) {
  const phrase = `a number from ${lowest} to ${highest} (${what})`;
  return z.number(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

export function wholeBetween(lowest: number, highest: number, what: string) {
  const phrase = `a whole number from ${lowest} to ${highest} (${what})`;
  return z.int(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

/** The schema of a field that is described as data. */
function fieldSchema(field: Field): z.ZodType {
  const schema = valueSchema(field);
  return field.optional === true ? schema.exactOptional() : schema;
}

function valueSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case "number":
      return between(field.lowest, field.highest, field.what);
    case "whole":
      return wholeBetween(field.lowest, field.highest, field.what);
    case "choice": {
      const choices = Object.entries(field.choices);
      const words = choices.map(([word, meaning]) => `${word} (${meaning})`).join(" or ");
      const meanings = choices.map(([word, meaning]) => `${word}: ${meaning}`).join("; ");
      return z.enum(Object.keys(field.choices), words).describe(meanings);
    }
  }
}

/** Refuses unknown fields, one line of message for each. */
export function fields<T extends z.core.$ZodShape>(what: string, shape: T) {
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

/**
 * The messages of a union on `kind`.
 * @param one - what a member is called
 */
export function kindWords(noun: string, kinds: readonly string[], one = `a ${noun}`) {
  const list = kinds.join(", ");
  return ({ code, input }: { readonly code: string; readonly input?: unknown }): string => {
    if (code !== "invalid_union") return `${one}, that is a table with a kind: ${list}`;
    const hint = didYouMean(kindIn(input), kinds).trim();
    return `a kind of ${noun}: ${list}${hint === "" ? "" : `. ${hint}`}`;
  };
}

/** How the tables of a union are called. */
interface KindWords {
  /** As in `a kind of mode`. */
  readonly noun: string;
  /** One of them, as in `a mode`. */
  readonly one: string;
}

/** The schemas of tables that have a kind. */
export interface KindSchemas<Table extends { readonly kind: string }> {
  /** Of one of any kind. */
  readonly anyKind: z.ZodType<Table>;
  /** By kind. */
  readonly members: Readonly<Record<string, z.ZodType<Table>>>;
}

/**
 * The schemas of tables whose fields are described as data.
 * @param kinds - in the order in which messages list them
 * @param shared - fields of every kind, which stand before its own
 */
export function kindSchemas<Table extends { readonly kind: string }, Shared extends string>(
  words: KindWords,
  kinds: {
    readonly [K in Table["kind"]]: {
      readonly fields: FieldsOf<Extract<Table, { readonly kind: K }>, Shared>;
      readonly orders?: readonly FieldOrder<string>[];
    };
  },
  shared: Readonly<Record<Shared, z.ZodType>>,
): KindSchemas<Table>;
// Fields that are told apart as data have no types of their own; that they are those of the table is checked above.
export function kindSchemas(
  { noun, one }: KindWords,
  kinds: Readonly<
    Record<string, { readonly fields: Fields; readonly orders?: readonly FieldOrder<string>[] }>
  >,
  shared: Readonly<Record<string, z.ZodType>>,
): KindSchemas<{ readonly kind: string }> {
  const members = Object.entries(kinds).map(([kind, { fields: own, orders = [] }]) => {
    const schemas = Object.entries(own).map(([key, field]) => [key, fieldSchema(field)] as const);
    const table = fields(one, { kind: z.literal(kind), ...shared, ...Object.fromEntries(schemas) });
    return [kind, orders.reduce(inOrder, table)] as const;
  });
  const [first, ...others] = members.map(([, schema]) => schema);
  if (first === undefined) throw new RangeError("there are no kinds");
  const error = kindWords(noun, Object.keys(kinds), one);
  return {
    anyKind: z.discriminatedUnion("kind", [first, ...others], { error }).readonly(),
    members: Object.fromEntries(members),
  };
}

function inOrder<Schema extends z.ZodType>(
  schema: Schema,
  { field, is, other, wanted }: FieldOrder<string>,
): Schema {
  return schema.refine((table) => isInOrder(numberAt(table, field), is, numberAt(table, other)), {
    error: wanted,
    path: [field],
  });
}

function isInOrder(value: number, is: FieldOrder<string>["is"], other: number): boolean {
  switch (is) {
    case "at least":
      return value >= other;
    case "below":
      return value < other;
  }
}

function numberAt(table: unknown, field: string): number {
  const isTable = typeof table === "object" && table !== null;
  return isTable ? Number(new Map<string, unknown>(Object.entries(table)).get(field)) : Number.NaN;
}

function kindIn(value: unknown): string {
  const isTable = typeof value === "object" && value !== null;
  return isTable && "kind" in value && typeof value.kind === "string" ? value.kind : "";
}

/** In place of a message: the mistakes are those of the member of the union that has the fewest. */
export const nearestMember = "nearest member";

export const scenarioWords = "a scenario, that is a table of fields";

/** What makes a scenario one of this kind of log. */
export function source<S extends LogSource>(one: S) {
  return z.literal(one, `a kind of log: ${logSources.join(", ")}`).describe("the kind of log that comes out");
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
