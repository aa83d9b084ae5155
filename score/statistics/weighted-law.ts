import type { StepLaw } from "../../domain/statistics/reflected-run-length.ts";

/** The law of a weighted sample. */
export type WeightedLaw = StepLaw;

/**
 * @param sorted - rising; may hold infinities
 * @param weightOf - of a step, 0 or more; weights are scaled to sum to 1
 */
export function weightedLaw(sorted: Float64Array, weightOf: (step: number) => number): WeightedLaw {
  const masses = new Float64Array(sorted.length + 1);
  const means = new Float64Array(sorted.length + 1);
  for (const [at, step] of sorted.entries()) {
    const weight = weightOf(step);
    masses[at + 1] = (masses[at] ?? 0) + weight;
    means[at + 1] = (means[at] ?? 0) + (Number.isFinite(step) ? weight * step : 0);
  }
  const total = masses[sorted.length] ?? 1;
  return {
    cumulative: (at) => (masses[upTo(sorted, at)] ?? 0) / total,
    partialMean: (at) => (means[upTo(sorted, at)] ?? 0) / total,
  };
}

/** How many are not above. */
function upTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
