import { FiredrillError } from "../../domain/error.ts";
import type { ComparedDrill } from "../../domain/results/comparison.ts";
import { printable } from "../../domain/text/printable.ts";

const mistakesShown = 10;

/**
 * Reads what `verdict.json` holds, of one drill or of several, as far as it is compared; the rest is not looked at.
 * @param path - what the message calls it
 * @throws FiredrillError BAD_BASELINE naming the first ten fields that are not as they must be
 */
export function parseVerdictFile(text: string, path = "The baseline"): readonly ComparedDrill[] {
  const value = parsed(text, path);
  const mistakes: string[] = [];
  check(file, value, "", (mistake) => mistakes.push(mistake));
  if (mistakes.length === 0 && isFile(value)) return "drills" in value ? value.drills : [value];
  throw badBaseline(path, mistakes);
}

type VerdictFile = ComparedDrill | { readonly drills: readonly ComparedDrill[] };

/** @param value - without mistakes, which is what makes it one */
function isFile(value: unknown): value is VerdictFile {
  return typeof value === "object" && value !== null;
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badBaseline(path, [error instanceof Error ? printable(error.message) : "it is no JSON"]);
  }
}

function badBaseline(path: string, mistakes: readonly string[]): FiredrillError {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return new FiredrillError(
    "usage",
    "BAD_BASELINE",
    [`${printable(path)} is no verdict to compare with:`, ...mistakes.slice(0, mistakesShown), ...more].join(
      "\n  ",
    ),
    "Give a verdict.json from a run folder, or what --report json printed.",
  );
}

/** What a value must be like, and its parts. */
interface Shape {
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
  /** Parts to look at in a value that fits. */
  readonly fields?: (value: Fields) => Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

type Fields = Readonly<Record<string, unknown>>;
type Tell = (mistake: string) => void;

function check({ wanted, fits, fields, items }: Shape, value: unknown, at: string, tell: Tell): void {
  if (!fits(value)) {
    tell(`${at === "" ? "the document" : at} is ${shown(value)}, not ${wanted}`);
    return;
  }
  if (fields !== undefined && isFields(value)) {
    for (const [name, shape] of Object.entries(fields(value)))
      check(shape, value[name], at === "" ? name : `${at}.${name}`, tell);
  }
  if (items !== undefined && Array.isArray(value)) {
    for (const [index, item] of value.entries()) check(items, item, `${at}[${index}]`, tell);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  return isFields(value) ? "an object" : printable(JSON.stringify(value), 40);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const text: Shape = { wanted: "a text", fits: (value) => typeof value === "string" };
const number: Shape = { wanted: "a number from 0", fits: (value) => typeof value === "number" && value >= 0 };
const count: Shape = {
  wanted: "a whole number from 0",
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};

function object(fields: (value: Fields) => Readonly<Record<string, Shape>>): Shape {
  return { wanted: "an object", fits: isFields, fields };
}

function listOf(items: Shape): Shape {
  return { wanted: "a list", fits: Array.isArray, items };
}

function oneOf(...words: readonly (string | number)[]): Shape {
  const wanted = words.map((word) => JSON.stringify(word)).join(" or ");
  return { wanted, fits: (value) => words.some((word) => word === value) };
}

function optional(shape: Shape): Shape {
  return { ...shape, fits: (value) => value === undefined || shape.fits(value) };
}

const error = optional(object(() => ({ code: text, message: text })));

const options: Shape = {
  wanted: "an object of texts and numbers",
  fits: (value) =>
    isFields(value) &&
    Object.values(value).every((one) => typeof one === "string" || typeof one === "number"),
};

/** An incident that was noticed has delays. */
const incident = object(({ outcome }) => {
  const isNoticed = outcome === "detected" || outcome === "late";
  const delay = (shape: Shape): Shape => (isNoticed ? shape : optional(shape));
  return {
    id: text,
    outcome: oneOf("detected", "late", "missed", "inconclusive"),
    delayAffected: delay(count),
    delayMs: delay(number),
  };
});

const detector = object(() => ({
  name: text,
  options,
  severity: oneOf("warning", "error"),
  falseAlarms: count,
  error,
  incidents: listOf(incident),
}));

const version = { schemaVersion: oneOf(1) };

const drill = object(() => ({
  ...version,
  scenario: text,
  seed: count,
  clock: text,
  error,
  detectors: listOf(detector),
}));

const file = object((value) =>
  "drills" in value ? { ...version, drills: listOf(drill) } : (drill.fields?.(value) ?? {}),
);
