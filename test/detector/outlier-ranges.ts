import type { WordPoints, WordVector } from "../../detector/text/words.ts";

/** The values that an admissible choice can give. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Every value that a sum over the k nearest can have: those at the distance of the k-th can be chosen freely. */
function meanRange(
  distances: readonly number[],
  counts: readonly number[],
  k: number,
  valueOf: (at: number) => Range,
): Range {
  const order = distances.map((_, at) => at).filter((at) => (counts[at] ?? 0) > 0);
  order.sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0));
  let seen = 0;
  const last = order.find((at) => (seen += counts[at] ?? 0) >= k) ?? -1;
  const farthest = distances[last] ?? Infinity;
  const isTied = (at: number): boolean => Math.abs((distances[at] ?? 0) - farthest) < 1e-9;
  const sure = order.filter((at) => !isTied(at) && (distances[at] ?? 0) < farthest);
  const tied = order
    .filter(isTied)
    .flatMap((at) => Array.from({ length: Math.min(k, counts[at] ?? 0) }, () => at));
  const sureCount = sure.reduce((sum, at) => sum + (counts[at] ?? 0), 0);
  const mean = (side: keyof Range): number => {
    const sign = side === "low" ? 1 : -1;
    const chosen = tied.map((at) => valueOf(at)[side]).toSorted((a, b) => sign * (a - b));
    const sum = sure.reduce((total, at) => total + (counts[at] ?? 0) * valueOf(at)[side], 0);
    return (sum + chosen.slice(0, k - sureCount).reduce((total, value) => total + value, 0)) / k;
  };
  return { low: mean("low"), high: mean("high") };
}

function kthDistance(distances: readonly number[], counts: readonly number[], k: number): number {
  const order = distances.map((_, at) => at).toSorted((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0));
  let seen = 0;
  const last = order.find((at) => (seen += counts[at] ?? 0) >= k) ?? -1;
  return distances[last] ?? Infinity;
}

/** The scores that choices among equidistant neighbors allow, computed without the detector. */
export function scoreRanges(points: WordPoints, k: number, queries: readonly WordVector[]): readonly Range[] {
  const { occurrences, vectors } = points;
  const distancesOf = (vector: WordVector): readonly number[] => {
    const into = new Float64Array(vectors.length);
    points.distancesTo(vector, into);
    return [...into];
  };
  const without = (self: number): readonly number[] =>
    occurrences.map((count, at) => (at === self ? count - 1 : count));
  const all = vectors.map(distancesOf);
  const reach = all.map((distances, self) => kthDistance(distances, without(self), k));
  const densityRange = (distances: readonly number[], counts: readonly number[]): Range => {
    const mean = meanRange(distances, counts, k, (at) => {
      const value = Math.max(distances[at] ?? 0, reach[at] ?? 0);
      return { low: value, high: value };
    });
    return { low: 1 / (mean.high + 1e-10), high: 1 / (mean.low + 1e-10) };
  };
  const densities = all.map((distances, self) => densityRange(distances, without(self)));
  const densityAt = (at: number): Range => densities[at] ?? { low: Number.NaN, high: Number.NaN };
  return queries.map((query) => {
    const distances = distancesOf(query);
    const around = meanRange(distances, occurrences, k, densityAt);
    const own = densityRange(distances, occurrences);
    return { low: -around.high / own.low, high: -around.low / own.high };
  });
}

/** True when the score can come from an admissible choice, to 1e-6 relative. */
export function isWithin({ low, high }: Range, score: number): boolean {
  return score >= low - 1e-6 * Math.abs(low) && score <= high + 1e-6 * Math.abs(high);
}

/** True when every admissible score is on one side of the offset. */
export function decides({ low, high }: Range, offset: number): boolean {
  const isOneValue = high - low <= 1e-12 * Math.abs(low);
  return isOneValue || high < offset * (1 + 1e-6) || low > offset * (1 - 1e-6);
}
