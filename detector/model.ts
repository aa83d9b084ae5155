import type { OptionValues } from "../domain/detector-options.ts";
import { parseOptions } from "../domain/detector-options.ts";
import type { Detector, DetectorDefinition, DetectorModel, Training } from "../domain/detector.ts";
import { checkReads, readsOf } from "../domain/detector.ts";
import { FiredrillError, reasonOf } from "../domain/error.ts";
import type { LogSource, Observation } from "../domain/sources.ts";

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

/** True for a finite number. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
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
