import { defineDetector } from "../../domain/detector.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import type { Statistic, ThresholdTable } from "./statistic/statistic.ts";
import { thresholdFromTable } from "./statistic/statistic.ts";

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

const startingRoom = 64;

/**
 * FOCuS (Romano, Eckley, Fearnhead and Rigaill 2023) for a mean that was 0 and rises by an unknown amount at an unknown
 * time: the largest log likelihood ratio over all of both, `max (S_n - S_t)^2 / (2 (n - t))`, exactly. Only changes at
 * the corners of the lower convex hull of the sums can be the largest, now or later, so the others are pruned: expected
 * O(log n) a value, about five of them in practice. Room for the corners doubles when it runs out.
 */
export function focusStatistic(): Statistic {
  const total = new Float64Array(2);
  let times = new Float64Array(startingRoom);
  let sums = new Float64Array(startingRoom);
  let corners = 1;

  const reset = (): void => {
    total[0] = 0;
    total[1] = 0;
    corners = 1;
  };

  const next = (value: number): number => {
    const sum = (total[0] ?? 0) + value;
    if (sum <= 0) {
      reset();
      return 0;
    }
    const time = (total[1] ?? 0) + 1;
    total[0] = sum;
    total[1] = time;
    corners = prunedCorners(times, sums, corners, time, sum);
    const score = largest(times, sums, corners, time, sum);
    if (corners === times.length) {
      times = doubled(times);
      sums = doubled(sums);
    }
    times[corners] = time;
    sums[corners] = sum;
    corners += 1;
    return score;
  };

  return { next, reset };
}

/** How many corners stay once a new one has come. The first is the lowest sum so far, at 0. */
function prunedCorners(
  times: Float64Array,
  sums: Float64Array,
  corners: number,
  time: number,
  sum: number,
): number {
  let kept = corners;
  for (; kept > 1; kept -= 1) {
    const [lastTime, lastSum] = [times[kept - 1] ?? 0, sums[kept - 1] ?? 0];
    const risen = lastSum - (sums[kept - 2] ?? 0);
    if ((sum - lastSum) * (lastTime - (times[kept - 2] ?? 0)) > risen * (time - lastTime)) break;
  }
  return kept;
}

function largest(
  times: Float64Array,
  sums: Float64Array,
  corners: number,
  time: number,
  sum: number,
): number {
  let best = 0;
  for (let at = 0; at < corners; at += 1) {
    const risen = sum - (sums[at] ?? 0);
    const score = (risen * risen) / (time - (times[at] ?? 0));
    if (score > best) best = score;
  }
  return best / 2;
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}

/** From a table of seeded simulations. */
export function focusThreshold(arl0: number): number {
  return thresholdFromTable(focusTable, arl0);
}

/**
 * Mean run lengths of `focusStatistic` on standard normal values: 10,000 runs for each threshold up to 8 (seed 11), 2,500
 * up to 11 (seed 12), 700 above (seed 13). Standard errors: 1, 2 and 4 per cent, which is 0.01, 0.02 and 0.04 of threshold.
 */
const focusTable: ThresholdTable = {
  thresholds: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  arl0s: [27.4, 67.4, 159.4, 375.4, 896.3, 2181.5, 5404.1, 13_504.1, 33_234.4, 84_292.6, 220_251, 548_056.3],
};
