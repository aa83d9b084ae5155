import { z } from "zod";
import type { Field, FieldOrder, Fields, FieldsOf } from "../../domain/fields.ts";
import type { LogSource } from "../../domain/sources.ts";
import { logSources } from "../../domain/sources.ts";
import { longestName, namePattern } from "../../domain/text/name.ts";
import { didYouMean, nearestName } from "../../domain/text/nearest-name.ts";
import { parseGivenInstant, yearNote } from "../../domain/time/instant.ts";

// Every message here is a noun phrase that follows "is not": `"soon" is not a whole number of requests`.
export const dayMs = 86_400_000;

export const nameWords = `lower-case letters, digits and dashes (at most ${longestName})`;

export const name = z.string(nameWords).regex(namePattern, nameWords).max(longestName, nameWords);

export function text(description: string) {
  return z.string(description).min(1, description).describe(description);
}

export function between(lowest: number, highest: number, description: string) {
  const phrase = `a number from ${lowest} to ${highest} (${description})`;
  return z.number(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

export function wholeBetween(lowest: number, highest: number, description: string) {
  const phrase = `a whole number from ${lowest} to ${highest} (${description})`;
  return z.int(phrase).min(lowest, phrase).max(highest, phrase).describe(phrase);
}

/** The schema of a field described as data. */
function fieldSchema(field: Field): z.ZodType {
  const schema = valueSchema(field);
  return field.optional === true ? schema.exactOptional() : schema;
}

function valueSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case "number":
      return between(field.lowest, field.highest, field.description);
    case "whole":
      return wholeBetween(field.lowest, field.highest, field.description);
    case "choice": {
      const choices = Object.entries(field.choices);
      const words = choices.map(([word, meaning]) => `${word} (${meaning})`).join(" or ");
      const meanings = choices.map(([word, meaning]) => `${word}: ${meaning}`).join("; ");
      return z.enum(Object.keys(field.choices), words).describe(meanings);
    }
  }
}

/** Rejects unknown fields, with one line of message for each. */
export function fields<T extends z.core.$ZodShape>(description: string, shape: T) {
  const known = Object.keys(shape);
  const unknownField = (key: string): string => {
    const nearest = nearestName(key, known);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    return `unknown field${hint} (fields: ${known.join(", ")})`;
  };
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownField(key)).join("\n")
        : description,
  });
}

/** The error messages of a union on `kind`. @param one - a member with its article, as in `a mode` */
export function kindWords(noun: string, kinds: readonly string[], one = `a ${noun}`) {
  const list = kinds.join(", ");
  return ({ code, input }: { readonly code: string; readonly input?: unknown }): string => {
    if (code !== "invalid_union") return `${one}: a table with one of these kinds: ${list}`;
    const hint = didYouMean(kindIn(input), kinds).trim();
    return `a kind of ${noun}: ${list}${hint === "" ? "" : `. ${hint}`}`;
  };
}

/** Nouns for the members of a union. */
interface KindWords {
  /** As in `a kind of mode`. */
  readonly noun: string;
  /** One of them, as in `a mode`. */
  readonly one: string;
}

/** The schemas of tables with a `kind`. */
export interface KindSchemas<Table extends { readonly kind: string }> {
  /** Accepts any kind. */
  readonly anyKind: z.ZodType<Table>;
  /** By kind. */
  readonly members: Readonly<Record<string, z.ZodType<Table>>>;
}

/**
 * The schemas of tables whose fields are described as data.
 * @param kinds - in display order
 * @param shared - fields of every kind, placed before its own
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
// The fields have no static types of their own; the overload above ensures that they match the table.
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

/** A placeholder message: report the mistakes of the union member that has the fewest. */
export const nearestMember = "nearest member";

export const scenarioWords = "a scenario: a table of fields";

/** The field that determines the log source. */
export function source<S extends LogSource>(one: S) {
  return z
    .literal(one, `one of the log sources: ${logSources.join(", ")}`)
    .describe("the kind of log that the scenario produces");
}

/** Fields that name and summarize a scenario of any source. */
export const scenarioNames = {
  name: name.describe(nameWords),
  summary: text("one sentence about what happens"),
} as const;

export const instantWords = "an instant in UTC like 2020-01-01T00:00:00Z";

export const instant = z.string(instantWords).refine((given) => parseGivenInstant(given) !== undefined, {
  error: ({ input }) => instantWords + yearNote(String(input)),
});

const withinWords = "a whole number of affected observations (10), or a time with a unit (250ms, 3s, 5m)";
const withinPattern = /^(?:\d+|\d+\.\d+(?=[msh]))(?:ms|s|m|h)?$/;
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
    .record(z.string(), z.union([z.number(), z.string()], "a number or a string"), "a table of options")
    .readonly()
    .exactOptional()
    .describe("replaces the detector's defaults"),
  severity: z.enum(["warning", "error"], "a severity: warning, error"),
  within,
  incident: text("the kind of incidents that the line is limited to").exactOptional(),
  outcome: z
    .enum(["detected", "missed"], "an outcome: detected, missed")
    .exactOptional()
    .describe("`missed` documents a known limit"),
  falseAlarmsAtMost: wholeBetween(0, 1_000_000, "the number of allowed false alarms").exactOptional(),
}).readonly();

/** The requirements for detectors, for any source. */
export const expectSchema = z
  .array(expectation, "a list of expectations, which can be empty")
  .readonly()
  .describe("the requirements for detectors");
