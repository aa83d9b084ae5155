import { defineDetector } from "../../domain/detector.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { focusStatistic, focusThreshold } from "./statistic/focus.ts";

const name = "focus";

/**
 * FOCuS of Romano, Eckley, Fearnhead and Rigaill (JMLR 24(81), 2023): the likelihood ratio of a rise by any amount since
 * any row, exactly, with the mean before it known. Expected O(log n) a row, about five corners of a hull in practice.
 *
 * For steps of unknown size; the one to take where nothing is known. Not for a spread that grows while the mean stays
 * (`cusum` with `what=both`), and not for services that get faster.
 */
export const focus = defineDetector({
  name,
  summary: "Alerts when values have risen, by however much and since whenever.",
  reads: ["response"],
  options: seriesOptions,
  create: (values, model) =>
    seriesDetector(name, values, model, {
      statistic: focusStatistic(),
      threshold: focusThreshold(values.arl0),
    }),
  train: (values) => seriesTraining(name, values),
});
