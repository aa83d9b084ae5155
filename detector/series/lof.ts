import type { ChosenSignal, Detector, DetectorModel, Training } from "../../domain/detector.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { upperMiddle } from "../../domain/numbers/quantile.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { plural } from "../../domain/text/printable.ts";
import { episodeTracker } from "../episode-tracker.ts";
import { anyText, badModel, exactText, fieldsOf, finiteNumber, listOf, wholeFrom1 } from "../model.ts";
import type { TextKit } from "../source.ts";
import { detectorKit } from "../sources.ts";
import { factorText, outlyingTexts, textOptions, textTraining } from "../text/outlying-texts.ts";
import { newestWindow } from "./knn.ts";
import type { WindowSet } from "./nearest-window.ts";
import { allDistances } from "./nearest-window.ts";
import type { SeriesLog } from "./series.ts";
import { seriesWindow } from "./series.ts";
import { signalOption } from "./signal.ts";
import { fitOutliers, outlierScorer } from "./statistic/local-outlier-factor.ts";

const name = "lof";

/**
 * The local outlier factor of the newest values among the windows of a healthy reference: how many times as far it is
 * from its neighbors as they are from theirs. A window may be unusual where health is dense and usual where it is
 * sparse, which no single distance tells. In a log of texts it judges each text, as Mimizuku does.
 *
 * scikit-learn's threshold is the factor that the share `contamination` of the reference itself exceeds. A hundred
 * rows cannot show one healthy window in a thousand, so the threshold is `margin` times that factor. Over 200 seeds of
 * the healthy built-in scenarios, except the two slow seconds of `deploy`, no window exceeds 8.7 times; a fault of
 * half a second brings 15 times or more.
 */
export const lof = defineDetector({
  name,
  summary: "Alerts when the newest values, or the words of a text, are far from what it learned.",
  reads: { signals: [], madeFor: "continuous" },
  windowSize: seriesWindow,
  options: {
    k: { kind: "count", default: 5, min: 1, max: 1000, describe: "neighbors to compare with" },
    contamination: {
      kind: "number",
      default: 0.001,
      min: 0.000001,
      max: 0.5,
      describe: "share of what it learned that lies beyond the offset",
    },
    margin: {
      kind: "number",
      default: 10,
      min: 1,
      describe: "windows only: alert at this multiple of the offset",
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
    ...textOptions,
    ...signalOption,
  },
  create: (values, log) => {
    const texts = textsFor(values.signal, log.source);
    return texts === undefined ? outlyingWindows(values, log) : outlyingTexts(name, values, texts, log.model);
  },
  train: (values, log) => {
    const texts = textsFor(values.signal, log.source);
    return texts === undefined
      ? windowTraining(values, log.signal(values.signal))
      : textTraining(name, values, texts);
  },
});

/** @returns undefined for a log of numbers, and where a signal is named */
function textsFor(signal: string | undefined, source: LogSource): TextKit<Observation> | undefined {
  return signal === undefined ? detectorKit(source).texts : undefined;
}

interface WindowOptions {
  readonly k: number;
  readonly contamination: number;
  readonly margin: number;
  readonly window: number;
  readonly reference: number;
  readonly signal: string | undefined;
}

function outlyingWindows(options: WindowOptions, { model, signal }: SeriesLog): Detector<Observation> {
  const { window, reference, margin } = options;
  const { name: watched, key, valueOf } = signal(options.signal);
  const learned = model === undefined ? undefined : windowsIn(window, watched, model);
  checkNeighbors(options, learned?.count);
  const healthy = new Float64Array(learned === undefined ? reference : 0);
  let health = learned === undefined ? undefined : healthOf(learned, options);
  const newest = newestWindow(window);
  const deviation = episodeTracker(key, (factor) => {
    const limit = margin * (health?.offset ?? 1);
    return `the newest ${window} values have outlier factor ${factorText(factor)} among healthy windows, limit ${factorText(limit)}`;
  });
  let seen = 0;

  return {
    name,
    windowSize: seriesWindow,
    observe: (observation) => {
      const value = valueOf(observation);
      if (value === undefined) return none;
      newest.push(value);
      seen += 1;
      if (health === undefined) {
        healthy[seen - 1] = value;
        if (seen === reference) health = healthOf(windowsOf(healthy, window), options);
        return none;
      }
      if (seen < window) return none;
      const factor = health.factorOf(newest.values, newest.from());
      return deviation.judge(observation, factor > margin * health.offset ? "error" : undefined, factor);
    },
  };
}

/** @param learned - windows of the model, if there is one */
function checkNeighbors({ k, window, reference }: WindowOptions, learned: number | undefined): void {
  const count = learned ?? Math.max(0, reference - window + 1);
  if (k < count) return;
  if (learned !== undefined) throw badModel(name, `it has ${plural(count, "window")}, too few for k=${k}`);
  throw new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${name}: k is ${k}, but the reference of ${reference} rows has only ${plural(count, "window")} of ${window} rows.`,
    `Set reference to at least ${window + k}, or lower window or k.`,
  );
}

/** A fitted reference. */
interface Health {
  /** The factor that the share `contamination` of its windows exceeds. */
  readonly offset: number;
  readonly factorOf: (window: Float64Array, from: number) => number;
}

/** The smallest distance from value to value, as a share of the usual value: a service can answer in constant time. */
const finestSpread = 0.01;
const leastValue = 1e-6;

function healthOf(set: WindowSet, { k, contamination }: WindowOptions): Health {
  const usual = Math.abs(upperMiddle(set.values.toSorted()) ?? 0);
  const finest = finestSpread * Math.max(usual, leastValue) * Math.sqrt(set.size);
  const distances = new Float64Array(set.count);
  const points = {
    occurrences: new Uint8Array(set.count).fill(1),
    distancesFrom: (from: number, into: Float64Array): void =>
      allDistances(set, set.values, from * set.stride, finest, into),
  };
  const fitted = fitOutliers(points, k, contamination);
  const score = outlierScorer(points, fitted);
  return {
    offset: -fitted.offset,
    factorOf: (window, from) => {
      allDistances(set, window, from, finest, distances);
      return -score(distances);
    },
  };
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

function windowTraining(
  { k, window }: WindowOptions,
  { name: signal, valueOf }: ChosenSignal<Observation>,
): Training {
  const learned: number[] = [];
  return {
    learn: (row) => {
      const value = valueOf(row);
      if (value !== undefined) learned.push(value);
    },
    finish: (): WindowModel => {
      if (learned.length < window + k) throw notEnoughRows(learned.length, window + k);
      const { values, stride, count } = windowsOf(Float64Array.from(learned), window);
      const kept = Array.from(values.subarray(0, (count - 1) * stride + window), (value) =>
        Number(value.toPrecision(digitsKept)),
      );
      return {
        schemaVersion: 1,
        detector: name,
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
function windowsIn(size: number, signal: string, model: DetectorModel): WindowSet {
  if (model.detector !== name) throw badModel(name, `it was trained for ${model.detector}`);
  if (!isWindowModel(model)) throw badModel(name, windowFields(model, "") ?? "it has no windows");
  if (model.signal !== signal) throw badModel(name, `it was trained with signal=${model.signal}`);
  if (model.window !== size) throw badModel(name, `it was trained with window=${model.window}`);
  const { stride, values } = model;
  const count = Math.max(0, Math.floor((values.length - size) / stride) + 1);
  return { values: Float64Array.from(values), size, stride, count };
}

function notEnoughRows(rows: number, fewest: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${name} on ${plural(rows, "row")}.`,
    `Give a healthy log of at least ${fewest} rows with the signal; 1,000 or more show its rare windows.`,
  );
}
