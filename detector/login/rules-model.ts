import type { DetectorModel, Training } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/observation.ts";
import { numpyRandom } from "../../domain/twister/numpy-random.ts";
import { baselinesOf, methods } from "./baselines.ts";
import type { Baselines, Positions } from "./baselines.ts";
import { hourlyBook } from "./hourly.ts";
import { badModel, tooFewLogins } from "./model-errors.ts";

/** What is usual at an address in an hour, as a file knows it. */
export interface RulesModel extends DetectorModel {
  /** Attempts it was trained on. */
  readonly rows: number;
  readonly trainedFromMs: number;
  /** The last attempt, inclusive. */
  readonly trainedUntilMs: number;
  /** Rows taken of each hour of the day; 0: all. */
  readonly sample: number;
  readonly baselines: Baselines;
}

const fewestRows = 20;

/** The rows that the original takes of each hour of the day: it seeds numpy anew for each. */
export function originalPositions(count: number): Positions {
  return (groupSize) => (groupSize === 0 ? [] : numpyRandom(0).positions(groupSize, count));
}

/** Any log will do: what is striking in it is trimmed, or does not move a median. */
export function trainRules(detector: string, sample: number): Training<LoginObservation> {
  const book = hourlyBook();
  let rows = 0;
  let [fromMs, untilMs] = [Infinity, -Infinity];
  return {
    learn: (observation) => {
      rows += 1;
      fromMs = Math.min(fromMs, observation.atMs);
      untilMs = Math.max(untilMs, observation.atMs);
      book.add(observation);
    },
    finish: (): RulesModel => {
      if (rows < fewestRows) throw tooFewLogins(detector, rows, fewestRows);
      const positions = sample === 0 ? undefined : originalPositions(sample);
      const baselines = baselinesOf(book.finish(), positions);
      return {
        schemaVersion: 1,
        detector,
        rows,
        trainedFromMs: fromMs,
        trainedUntilMs: untilMs,
        sample,
        baselines,
      };
    },
  };
}

/** @throws FiredrillError BAD_MODEL when it is none, or another detector's */
export function checkedRulesModel(detector: string, model: DetectorModel): RulesModel {
  if (model.detector !== detector) throw badModel(detector, `it was trained for ${model.detector}`);
  if (!isRulesModel(model)) throw badModel(detector, "it is no model of schema version 1");
  return model;
}

const figures = ["users", "attempts", "failures", "failureRate"];

function isRulesModel(model: DetectorModel): model is RulesModel {
  const baselines = fieldOf(model, "baselines");
  return (
    ["rows", "trainedFromMs", "trainedUntilMs", "sample"].every((key) => isNumber(fieldOf(model, key))) &&
    methods.every((method) => isBaseline(fieldOf(baselines, method)))
  );
}

function isBaseline(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 24 &&
    value.every((hour: unknown) => figures.every((figure) => isUsual(fieldOf(hour, figure))))
  );
}

function isUsual(value: unknown): boolean {
  return isNumber(fieldOf(value, "centre")) && isNumber(fieldOf(value, "spread"));
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map(Object.entries(value)).get(key);
}
