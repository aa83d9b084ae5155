import { defineDetector } from "../../domain/detector.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import type { TextKit } from "../source.ts";
import { detectorKit } from "../sources.ts";
import { factorText, outlyingTexts, textOptions, textTraining } from "../text/outlying-texts.ts";
import type { WindowOutliers } from "./healthy-windows.ts";
import { outlyingWindows, windowOptions, windowTraining } from "./healthy-windows.ts";
import { usualShare } from "./limit.ts";
import { allDistances } from "./nearest-window.ts";
import { seriesWindow } from "./series.ts";
import { signalOption } from "./signal.ts";
import { fitOutliers, outlierScorer } from "./statistic/local-outlier-factor.ts";

const name = "lof";

/**
 * The local outlier factor of the newest values among the windows of a healthy reference: how many times as far it is
 * from its neighbors as they are from theirs. A window may be unusual where health is dense and usual where it is
 * sparse, which no single distance tells. In a log of texts it judges each text, as Mimizuku does.
 *
 * Over 200 seeds of the healthy built-in scenarios, except the two slow seconds of `deploy`, no window exceeds 8.7 times
 * the largest factor within the reference; a fault of half a second brings 15 times or more, hence the margin of 10.
 */
export const lof = defineDetector({
  name,
  summary: "Alerts when the newest values, or the words of a text, are far from what it learned.",
  reads: { signals: [], madeFor: "continuous" },
  windowSize: seriesWindow,
  options: {
    k: { kind: "count", default: 5, min: 1, max: 1000, describe: "neighbors to compare with" },
    ...windowOptions,
    margin: { ...windowOptions.margin, default: 10 },
    ...textOptions,
    ...signalOption,
  },
  create: (values, log) => {
    const texts = textsFor(values.signal, log.source);
    return texts === undefined
      ? outlyingWindows(factors(values.k), values, log)
      : outlyingTexts(name, { ...values, contamination: usualShare(values) }, texts, log.model);
  },
  train: (values, log) => {
    const texts = textsFor(values.signal, log.source);
    return texts === undefined
      ? windowTraining(factors(values.k), values, log.signal(values.signal))
      : textTraining(name, values, texts);
  },
});

/** @returns undefined for a log of numbers, and where a signal is named */
function textsFor(signal: string | undefined, source: LogSource): TextKit<Observation> | undefined {
  return signal === undefined ? detectorKit(source).texts : undefined;
}

function factors(k: number): WindowOutliers {
  return {
    detector: name,
    needs: { option: "k", value: k, windows: k + 1 },
    describe: (factor, limit, window) =>
      `the newest ${window} values have outlier factor ${factorText(factor)} among healthy windows, limit ${factorText(limit)}`,
    fit: (set, share, least) => {
      const distances = new Float64Array(set.count);
      const points = {
        occurrences: new Uint8Array(set.count).fill(1),
        distancesFrom: (from: number, into: Float64Array): void =>
          allDistances(set, set.values, from * set.stride, least, into),
      };
      const fitted = fitOutliers(points, k, share);
      const score = outlierScorer(points, fitted);
      return {
        beyond: -fitted.offset,
        scoreOf: (window, from) => {
          allDistances(set, window, from, least, distances);
          return -score(distances);
        },
      };
    },
  };
}
