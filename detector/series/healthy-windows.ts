import type { ChosenSignal, Detector, DetectorModel, Training } from "../../domain/detector.ts";
import { none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";
import { plural } from "../../domain/text/printable.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import { anyText, badModel, exactText, fieldsOf, finiteNumber, listOf, wholeFrom1 } from "../model.ts";
import { NewestWindow } from "./knn.ts";
import type { LimitOptions } from "./limit.ts";
import { contaminationOption, finestDistance, limitFrom, usualShare } from "./limit.ts";
import type { WindowSet } from "./nearest-window.ts";
import type { SeriesLog } from "./series.ts";
import { seriesWindow } from "./series.ts";

/** The options of every detector that compares the newest window with those of a healthy reference. */
export const windowOptions = {
  ...contaminationOption,
  margin: {
    kind: "number",
    default: 1,
    min: 1,
    describe: "alert at this multiple of the largest score within the reference",
  },
  window: {
    kind: "count",
    default: 10,
    min: 1,
    max: 10_000,
    unit: "rows",
    describe: "values per window",
  },
  reference: {
    kind: "count",
    default: 100,
    min: 2,
    max: 5000,
    unit: "rows",
    describe: "first rows, assumed healthy and not judged",
  },
  model: {
    kind: "text",
    default: "",
    describe: "file that firedrill train wrote; replaces learning from the log",
  },
} as const;

interface WindowValues extends LimitOptions {
  readonly window: number;
  readonly reference: number;
  readonly signal: string | undefined;
}

/** A fitted reference. */
export interface FittedWindows {
  /** The score that the asked share of its windows exceeds. */
  readonly beyond: number;
  readonly scoreOf: (window: Float64Array, from: number) => number;
}

/** A way to say how unusual a window is. */
export interface WindowOutliers {
  /** Name of the detector. */
  readonly detector: string;
  /** How many windows it needs, and the option that decides it. */
  readonly needs: { readonly option: string; readonly value: number; readonly windows: number };
  /**
   * @param share - of the windows, above 0 and at most 0.5
   * @param least - smaller distances count as this
   */
  readonly fit: (set: WindowSet, share: number, least: number) => FittedWindows;
  /** An alert's evidence. */
  readonly describe: (score: number, limit: number, window: number, unit: string) => string;
}

/** A detector that learns the windows of its first rows, or of a model, and judges each later one. */
export function outlyingWindows(
  outliers: WindowOutliers,
  options: WindowValues,
  { model, signal }: SeriesLog,
): Detector<Observation> {
  const { window, reference } = options;
  const { name: watched, key, unit, valueOf } = signal(options.signal);
  const learned = model === undefined ? undefined : windowsIn(outliers.detector, window, watched, model);
  checkWindows(outliers, options, learned?.count);
  const values = new Float64Array(learned === undefined ? reference : 0);
  const fitted = (set: WindowSet): FittedWindows =>
    outliers.fit(set, usualShare(options), finestDistance(set.values, set.size));
  let health = learned === undefined ? undefined : fitted(learned);
  const newest = new NewestWindow(window);
  const limitIn = ({ beyond }: Pick<FittedWindows, "beyond">): number => limitFrom(options, beyond);
  const deviation = new EpisodeTracker(key, (score) =>
    outliers.describe(score, limitIn(health ?? { beyond: 0 }), window, unit),
  );
  let seen = 0;
  let now: number | undefined;

  return {
    name: outliers.detector,
    windowSize: seriesWindow,
    scoreNow: () => now,
    thresholdsNow: () => (health === undefined ? {} : { limit: limitIn(health) }),
    observe: (observation) => {
      const value = valueOf(observation);
      if (value === undefined) return none;
      newest.push(value);
      seen += 1;
      if (health === undefined) {
        values[seen - 1] = value;
        if (seen === reference) health = fitted(windowsOf(values, window));
        return none;
      }
      if (seen < window) return none;
      const score = health.scoreOf(newest.values, newest.from());
      now = score;
      return deviation.judge(observation, score > limitIn(health) ? "error" : undefined, score);
    },
  };
}

/** @param learned - windows of the model, if there is one */
function checkWindows(
  { detector, needs: { option, value, windows } }: WindowOutliers,
  { window, reference }: WindowValues,
  learned: number | undefined,
): void {
  const count = learned ?? Math.max(0, reference - window + 1);
  if (count >= windows) return;
  if (learned !== undefined)
    throw badModel(detector, `it has ${plural(count, "window")}, too few for ${option}=${value}`);
  throw new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${detector}: ${option} is ${value}, but the reference of ${reference} rows has only ${plural(count, "window")} of ${window} rows.`,
    `Set reference to at least ${window + windows - 1}, or lower window or ${option}.`,
  );
}

/** More windows than this do not describe health better, and cost time in every row. */
const mostWindows = 1000;

/** Every window, or `mostWindows` of them, evenly apart. */
function windowsOf(values: Float64Array, size: number): WindowSet {
  const all = Math.max(0, values.length - size + 1);
  const step = Math.max(1, Math.ceil(all / mostWindows));
  const count = Math.ceil(all / step);
  if (step <= size) return { values, size, stride: step, count };
  const apart = new Float64Array(count * size);
  for (let at = 0; at < count; at += 1) apart.set(values.subarray(at * step, at * step + size), at * size);
  return { values: apart, size, stride: size, count };
}

/** Of `WindowModel`; another number is another way to compare windows. */
const features = "windows 1";

/** Healthy windows as a model file stores them. */
interface WindowModel extends DetectorModel {
  /** Number of training values. */
  readonly rows: number;
  readonly features: string;
  /** Name of the signal. */
  readonly signal: string;
  /** Values per window. */
  readonly window: number;
  /** From the start of a window to the start of the next one. */
  readonly stride: number;
  readonly values: readonly number[];
}

const digitsKept = 6;

/** Learns the windows of a healthy log. */
export function windowTraining(
  { detector, needs: { windows } }: WindowOutliers,
  { window }: WindowValues,
  { name: signal, valueOf }: ChosenSignal<Observation>,
): Training {
  const learned: number[] = [];
  return {
    learn: (row) => {
      const value = valueOf(row);
      if (value !== undefined) learned.push(value);
    },
    finish: (): WindowModel => {
      const fewest = window + windows - 1;
      if (learned.length < fewest) throw notEnoughRows(detector, learned.length, fewest);
      const { values, stride, count } = windowsOf(Float64Array.from(learned), window);
      const kept = Array.from(values.subarray(0, (count - 1) * stride + window), (value) =>
        Number(value.toPrecision(digitsKept)),
      );
      return {
        schemaVersion: 1,
        detector,
        rows: learned.length,
        features,
        signal,
        window,
        stride,
        values: kept,
      };
    },
  };
}

const windowFields = fieldsOf({
  rows: wholeFrom1,
  features: exactText(features),
  signal: anyText,
  window: wholeFrom1,
  stride: wholeFrom1,
  values: listOf(finiteNumber),
});

function isWindowModel(model: DetectorModel): model is WindowModel {
  return windowFields(model, "") === undefined;
}

/** @throws FiredrillError BAD_MODEL when it is not a model of this signal and window */
function windowsIn(name: string, size: number, signal: string, model: DetectorModel): WindowSet {
  if (model.detector !== name) throw badModel(name, `it was trained for ${model.detector}`);
  if (!isWindowModel(model)) throw badModel(name, windowFields(model, "") ?? "it has no windows");
  if (model.signal !== signal) throw badModel(name, `it was trained with signal=${model.signal}`);
  if (model.window !== size) throw badModel(name, `it was trained with window=${model.window}`);
  const { stride, values } = model;
  const count = Math.max(0, Math.floor((values.length - size) / stride) + 1);
  return { values: Float64Array.from(values), size, stride, count };
}

function notEnoughRows(name: string, rows: number, fewest: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${name} on ${plural(rows, "row")}.`,
    `Give a healthy log of at least ${fewest} rows with the signal; 1,000 or more show its rare windows.`,
  );
}
