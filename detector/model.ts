import type { OptionValues } from "../domain/detector-options.ts";
import { parseOptions } from "../domain/detector-options.ts";
import type { Detector, DetectorDefinition, DetectorModel, Training } from "../domain/detector.ts";
import { checkReads, readsOf } from "../domain/detector.ts";
import { FiredrillError, reasonOf } from "../domain/error.ts";
import type { LogSource, Observation } from "../domain/sources.ts";
import { stripped } from "../domain/text/printable.ts";

/** Settings of a detector that replace the defaults. */
interface DetectorWishes {
  /** Override the defaults. */
  readonly options?: OptionValues;
  /** The log source to judge. Default: the first that the detector reads. */
  readonly source?: LogSource;
  /** Required by a detector that cannot run untrained. */
  readonly model?: DetectorModel;
}

/**
 * Creates a detector with no state from earlier logs.
 * @throws FiredrillError UNKNOWN_OPTION, BAD_OPTION, WRONG_LOG_SOURCE, MODEL_NEEDED, BAD_MODEL
 */
export function createDetector(
  definition: DetectorDefinition,
  { options = {}, source = firstRead(definition), model }: DetectorWishes = {},
): Detector<Observation> {
  const { name } = definition;
  const values = parseOptions(name, definition.options, options);
  checkReads(definition, source);
  if (model !== undefined && model.detector !== name)
    throw badModel(name, `it was trained for ${model.detector}`);
  return definition.create(values, { source, model });
}

/**
 * Trains a detector on a healthy log.
 * @param options - override the defaults
 * @throws FiredrillError UNKNOWN_OPTION, BAD_OPTION, NOTHING_TO_TRAIN, WRONG_LOG_SOURCE, NOT_ENOUGH_HEALTHY_DATA
 */
export function trainDetector(
  definition: DetectorDefinition,
  rows: Iterable<Observation>,
  options: OptionValues = {},
): DetectorModel {
  let training: Training | undefined;
  for (const row of rows) {
    training ??= beginTraining(definition, options, row.kind);
    training.learn(row);
  }
  return (training ?? beginTraining(definition, options, firstRead(definition))).finish();
}

/** @throws FiredrillError UNKNOWN_OPTION, BAD_OPTION, NOTHING_TO_TRAIN, WRONG_LOG_SOURCE */
export function beginTraining(
  definition: DetectorDefinition,
  options: OptionValues,
  source: LogSource,
): Training {
  const { name, train } = definition;
  if (train === undefined) throw nothingToTrain(name);
  const values = parseOptions(name, definition.options, options);
  checkReads(definition, source);
  return train(values, { source });
}

function firstRead(definition: DetectorDefinition): LogSource {
  const [first] = readsOf(definition);
  if (first === undefined) throw new RangeError(`${definition.name} reads no log source`);
  return first;
}

/** The content of a model file: one line of JSON. */
export function formatModel(model: DetectorModel): string {
  return `${JSON.stringify(model)}\n`;
}

/**
 * The inverse of `formatModel`. Checks the schema version and the detector's name only; the detector checks the rest
 * when it is created.
 * @param from - names the text in the error message
 * @throws FiredrillError MODEL_NOT_READABLE
 */
export function parseModel(text: string, from = "the model"): DetectorModel {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isModel(parsed)) return parsed;
  } catch (error) {
    throw modelNotReadable(from, reasonOf(error), error);
  }
  throw modelNotReadable(from, "it is not a model of schema version 1");
}

function isModel(value: unknown): value is DetectorModel {
  return fieldOf(value, "schemaVersion") === 1 && typeof fieldOf(value, "detector") === "string";
}

/** A field of an object; `undefined` for anything that is not an object. */
export function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map(Object.entries(value)).get(key);
}

/**
 * Checks a part of a model.
 * @param field - where it stands, such as `tail.slope`
 * @returns the first thing wrong, such as `tail.slope is -1, not a number above 0`; `undefined` when nothing is
 */
export type ModelCheck = (value: unknown, field: string) => string | undefined;

function checkThat(wanted: string, fits: (value: unknown) => boolean): ModelCheck {
  return (value, field) => (fits(value) ? undefined : `${field} is ${shownPart(value)}, not ${wanted}`);
}

/** A finite number that fits. */
export function numberThat(wanted: string, fits: (value: number) => boolean): ModelCheck {
  return checkThat(wanted, (value) => typeof value === "number" && Number.isFinite(value) && fits(value));
}

export const finiteNumber = numberThat("a finite number", () => true);
export const numberFrom0 = numberThat("a number from 0", (value) => value >= 0);
export const numberAbove0 = numberThat("a number above 0", (value) => value > 0);
export const wholeFrom1 = numberThat(
  "a whole number from 1",
  (value) => Number.isInteger(value) && value > 0,
);
export const shareOf1 = numberThat("a number from 0 to 1", (value) => value >= 0 && value <= 1);
export const anyText = checkThat("a text", (value) => typeof value === "string");

/** Nothing but this text. */
export function exactText(text: string): ModelCheck {
  return checkThat(JSON.stringify(text), (value) => value === text);
}

export const anything: ModelCheck = () => undefined;

export function orAbsent(check: ModelCheck): ModelCheck {
  return (value, field) => (value === undefined ? undefined : check(value, field));
}

/** @param length - exactly, if given */
export function listOf(check: ModelCheck, length?: number): ModelCheck {
  const wanted = length === undefined ? "a list" : `a list of ${length}`;
  return (value, field) => {
    const isLong = Array.isArray(value) && (length === undefined || value.length === length);
    if (!isLong) return `${field} is ${shownPart(value)}, not ${wanted}`;
    const parts: readonly unknown[] = value;
    return firstMistake(parts.map((part, at) => [check, part, `${field}[${at}]`] as const));
  };
}

/** An object with these fields; others are ignored. @param checks - in the order in which mistakes are reported */
export function fieldsOf(checks: { readonly [field: string]: ModelCheck }): ModelCheck {
  return (value, field) =>
    firstMistake(
      Object.entries(checks).map(
        ([key, check]) => [check, fieldOf(value, key), field === "" ? key : `${field}.${key}`] as const,
      ),
    );
}

function firstMistake(parts: readonly (readonly [ModelCheck, unknown, string])[]): string | undefined {
  for (const [check, value, field] of parts) {
    const mistake = check(value, field);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

const longestShown = 40;

/** A part of a model, fit for a message. */
export function shownPart(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null
    ? "an object"
    : stripped(JSON.stringify(value), longestShown);
}

/** @param from - such as `the model "model.json"` */
export function modelNotReadable(from: string, why: string, cause?: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "MODEL_NOT_READABLE",
    `Cannot read ${from}: ${why}.`,
    "Give a file that firedrill train wrote.",
    { cause },
  );
}

export function nothingToTrain(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_TO_TRAIN",
    `${name} does not use a model.`,
    `It needs no training. Train a detector that has the option "model"; see firedrill list.`,
  );
}

/** @param why - such as `it was trained for guard` */
export function badModel(detector: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_MODEL",
    `${detector} cannot use this model: ${why}.`,
    `Train a new one: firedrill train LOG --detector ${detector} --out model.json.`,
  );
}
