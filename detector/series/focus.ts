import { defineDetector } from "../../domain/detector.ts";
import { SeriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Statistic, ThresholdTable } from "./statistic/statistic.ts";
import { thresholdFromTable } from "./statistic/statistic.ts";

const name = "focus";

/**
 * FOCuS of Romano, Eckley, Fearnhead and Rigaill (JMLR 24(81), 2023): the exact likelihood ratio of a rise by any
 * amount since any row, when the mean before it is known. Expected O(log n) per row; in practice about five corners
 * of a hull.
 *
 * For steps of unknown size; the one to use when the fault is unknown. It does not notice a spread that grows around
 * the same mean (use `cusum` with `what=both`), nor a service that gets faster.
 */
export const focus = defineDetector({
  name,
  summary: "Alerts when values have risen, by any amount and since any row.",
  reads: { signals: [], madeFor: "continuous" },
  options: { ...seriesOptions, ...signalOption },
  create: (values, log) =>
    new SeriesDetector(name, values, log, (arl0) => ({
      statistic: new Focus(),
      threshold: focusThreshold(arl0),
    })),
  train: (values, log) => seriesTraining(name, values, log),
});

const startingRoom = 64;

/**
 * FOCuS (Romano, Eckley, Fearnhead and Rigaill 2023) for a mean that was 0 and rises by an unknown amount at an
 * unknown time: the largest log likelihood ratio over both, `max (S_n - S_t)^2 / (2 (n - t))`, exactly. Only changes
 * at the corners of the lower convex hull of the sums can be the largest, now or later, so all others are pruned.
 */
export class Focus implements Statistic {
  private count = 0;
  private sum = 0;
  /** For each corner of the hull, the number of values before it and their sum. */
  private times = new Float64Array(startingRoom);
  private sums = new Float64Array(startingRoom);
  private corners = 1;

  next(value: number): number {
    this.sum += value;
    if (this.sum <= 0) {
      this.reset();
      return 0;
    }
    this.count += 1;
    this.prune();
    const score = this.largest();
    this.add();
    return score;
  }

  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.corners = 1;
  }

  /** Drops the corners that now lie above the hull. The first stays: it is the lowest sum, at 0. */
  private prune(): void {
    const { times, sums, count, sum } = this;
    let kept = this.corners;
    for (; kept > 1; kept -= 1) {
      const lastTime = times[kept - 1] ?? 0;
      const lastSum = sums[kept - 1] ?? 0;
      const risen = lastSum - (sums[kept - 2] ?? 0);
      if ((sum - lastSum) * (lastTime - (times[kept - 2] ?? 0)) > risen * (count - lastTime)) break;
    }
    this.corners = kept;
  }

  private largest(): number {
    const { times, sums, corners, count, sum } = this;
    let best = 0;
    for (let at = 0; at < corners; at += 1) {
      const risen = sum - (sums[at] ?? 0);
      const score = (risen * risen) / (count - (times[at] ?? 0));
      if (score > best) best = score;
    }
    return best / 2;
  }

  private add(): void {
    if (this.corners === this.times.length) {
      this.times = doubled(this.times);
      this.sums = doubled(this.sums);
    }
    this.times[this.corners] = this.count;
    this.sums[this.corners] = this.sum;
    this.corners += 1;
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}

/** Interpolated from seeded simulations. */
export function focusThreshold(arl0: number): number {
  return thresholdFromTable(focusTable, arl0);
}

/**
 * Mean run lengths of `Focus` on standard normal values: 10,000 runs for each threshold up to 8 (seed 11), 2,500 up
 * to 11 (seed 12), 700 above (seed 13). Standard errors: 1, 2 and 4 percent, which is 0.01, 0.02 and 0.04 in
 * threshold.
 */
const focusTable: ThresholdTable = {
  thresholds: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  arl0s: [27.4, 67.4, 159.4, 375.4, 896.3, 2181.5, 5404.1, 13_504.1, 33_234.4, 84_292.6, 220_251, 548_056.3],
};
