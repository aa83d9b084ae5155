import { focusTable } from "./focus-table.ts";
import type { Statistic } from "./statistic.ts";
import { thresholdFromTable } from "./threshold-table.ts";

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
