import { readFileSync } from "node:fs";
import { z } from "zod";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { ComparedDrill } from "../../domain/results/comparison.ts";
import { printable } from "../../domain/text/printable.ts";
import { checkPlainFile } from "../../log/files/plain-file.ts";

/**
 * Reads the compared fields of an earlier `verdict.json`, of one drill or of several.
 * @throws FiredrillError BASELINE_NOT_READABLE, BAD_BASELINE
 */
export function readVerdictFile(path: string): readonly ComparedDrill[] {
  return parseVerdictFile(textOf(path), path);
}

function textOf(path: string): string {
  try {
    checkPlainFile(path);
    return readFileSync(path, "utf8");
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new FiredrillError(
      "usage",
      "BASELINE_NOT_READABLE",
      `Could not read baseline ${path}: ${reason}.`,
      "Give the path of an earlier verdict, made with --report json > baseline.json.",
      { cause },
    );
  }
}

// Each message says what a value must be. `mistakesIn` makes a sentence of it.
const text = z.string("a string");
const wholeNumber = "a whole number from 0";
const count = z.int(wholeNumber).min(0, wholeNumber);
const fromZero = "a number from 0";
const number = z.number(fromZero).min(0, fromZero);
/** Ignores the fields that are not compared. */
const object = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$loose> =>
  z.looseObject(shape, "an object");
const listOf = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> => z.array(item, "a list");

/** The compared fields are equal in both schemas. */
const version = z.literal([1, 2], "1 or 2");
const error = object({ code: text, message: text }).exactOptional();
const optionValues = z.record(z.string(), z.union([z.string(), z.number()]));
const options = z.custom<z.infer<typeof optionValues>>(
  (value) => optionValues.safeParse(value).success,
  "an object of strings and numbers",
);

/** Only a detected or late incident must have delays. */
const incident = z.discriminatedUnion(
  "outcome",
  [
    object({ id: text, outcome: z.literal(["detected", "late"]), delayAffected: count, delayMs: number }),
    object({
      id: text,
      outcome: z.literal(["missed", "inconclusive"]),
      delayAffected: count.exactOptional(),
      delayMs: number.exactOptional(),
    }),
  ],
  {
    error: ({ code }) =>
      code === "invalid_union" ? '"detected" or "late" or "missed" or "inconclusive"' : "an object",
  },
);

const detector = object({
  name: text,
  options,
  severity: z.literal(["warning", "error"], '"warning" or "error"'),
  falseAlarms: count,
  error,
  incidents: listOf(incident),
});

const oneDrill = object({
  schemaVersion: version,
  scenario: text,
  seed: count,
  clock: text,
  error,
  detectors: listOf(detector),
});

const severalDrills = object({ schemaVersion: version, drills: listOf(oneDrill) });

/**
 * Reads the compared fields of a `verdict.json` of schema 1 or 2.
 * @param path - its name in the error message
 * @throws FiredrillError BAD_BASELINE with the first ten invalid fields
 */
export function parseVerdictFile(json: string, path = "The baseline"): readonly ComparedDrill[] {
  const value = parsed(json, path);
  const isSeveral = typeof value === "object" && value !== null && "drills" in value;
  const read = isSeveral
    ? severalDrills.transform(({ drills }) => drills).safeParse(value)
    : oneDrill.transform((drill) => [drill]).safeParse(value);
  if (read.success) return read.data;
  throw badBaseline(path, mistakesIn(value, read.error));
}

function parsed(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw badBaseline(path, [cause instanceof Error ? printable(cause.message) : "it is not JSON"]);
  }
}

/** One mistake for each field. The messages of the schema say what a value must be. */
export function mistakesIn(value: unknown, { issues }: z.ZodError): readonly string[] {
  const byPlace = new Map<string, string>();
  for (const { path, message } of issues) {
    const place = placeOf(path);
    const found = shown(valueAt(value, path));
    if (!byPlace.has(place)) byPlace.set(place, `${place} is ${found}, not ${message}`);
  }
  return [...byPlace.values()];
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return place === "" ? "the document" : place.replace(/^\./, "");
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof inside === "object" && inside !== null ? Reflect.get(inside, key) : undefined),
    value,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  const isObject = typeof value === "object" && value !== null;
  return isObject ? "an object" : printable(JSON.stringify(value), 40);
}

const mistakesShown = 10;

function badBaseline(path: string, mistakes: readonly string[]): FiredrillError {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return new FiredrillError(
    "usage",
    "BAD_BASELINE",
    [`${printable(path)} is not a valid verdict:`, ...mistakes.slice(0, mistakesShown), ...more].join("\n  "),
    "Give a verdict.json from a run folder, or the output of --report json.",
  );
}
