import type { Random } from "../../../domain/chance/random.ts";
import type { WindowSet } from "../nearest-window.ts";
import { allDistances } from "../nearest-window.ts";

/** Points, each in one cluster. */
export interface Clustering {
  /** The center of each cluster. */
  readonly centers: WindowSet;
  /** By point: the number of its cluster. */
  readonly clusterOf: ArrayLike<number>;
}

/** Starts of k-means, of which the best counts. */
const starts = 10;
const mostRounds = 300;

/**
 * Lloyd's k-means from ten starts of k-means++ (Arthur and Vassilvitskii 2007); the one with the smallest sum of
 * squares counts.
 * @param count - of clusters; fewer where there are fewer distinct points
 * @param random - the draws of a start
 */
export function kMeans(points: WindowSet, count: number, random: (start: number) => Random): Clustering {
  let best: Fit | undefined;
  for (let start = 0; start < starts; start += 1) {
    const fit = settled(points, firstCenters(points, count, random(start)));
    if (best === undefined || fit.inertia < best.inertia) best = fit;
  }
  return best ?? { centers: { ...points, count: 0 }, clusterOf: [] };
}

interface Fit extends Clustering {
  /** Sum of squared distances from each point to its center. */
  readonly inertia: number;
}

/** Each center is a point, drawn with probability in proportion to its squared distance from those before. */
function firstCenters(points: WindowSet, count: number, random: Random): Float64Array {
  const { size, stride } = points;
  const distances = new Float64Array(points.count);
  const nearest = new Float64Array(points.count).fill(1);
  const chosen: number[] = [];
  for (let total = points.count; chosen.length < count && total > 0;) {
    const at = drawn(nearest, random.uniform() * total);
    allDistances(points, points.values, at * stride, 0, distances);
    total = 0;
    for (let point = 0; point < points.count; point += 1) {
      const squared = (distances[point] ?? 0) ** 2;
      nearest[point] = chosen.length === 0 ? squared : Math.min(nearest[point] ?? 0, squared);
      total += nearest[point] ?? 0;
    }
    chosen.push(at);
  }
  const centers = new Float64Array(chosen.length * size);
  chosen.forEach((at, rank) =>
    centers.set(points.values.subarray(at * stride, at * stride + size), rank * size),
  );
  return centers;
}

/** The first place up to which the weights exceed the target, never one without weight. */
function drawn(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (const [at, weight] of weights.entries()) {
    if (weight === 0) continue;
    last = at;
    sum += weight;
    if (sum > target) break;
  }
  return last;
}

function settled(points: WindowSet, values: Float64Array): Fit {
  const { size } = points;
  const centers = { values, size, stride: size, count: values.length / size };
  const clusterOf = new Int32Array(points.count).fill(-1);
  const distances = new Float64Array(centers.count);
  let inertia = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    let moved = false;
    inertia = 0;
    for (let point = 0; point < points.count; point += 1) {
      allDistances(centers, points.values, point * points.stride, 0, distances);
      const nearest = placeOfLeast(distances);
      inertia += (distances[nearest] ?? 0) ** 2;
      moved ||= clusterOf[point] !== nearest;
      clusterOf[point] = nearest;
    }
    if (!moved) break;
    moveToMeans(points, clusterOf, centers);
  }
  return { centers, clusterOf, inertia };
}

function placeOfLeast(values: Float64Array): number {
  let place = 0;
  for (let at = 1; at < values.length; at += 1) if ((values[at] ?? 0) < (values[place] ?? 0)) place = at;
  return place;
}

/** A center without points stays. */
function moveToMeans(points: WindowSet, clusterOf: Int32Array, { values, size, count }: WindowSet): void {
  const sums = new Float64Array(values.length);
  const sizes = sizesOf(clusterOf, count);
  for (let point = 0; point < points.count; point += 1) {
    const cluster = clusterOf[point] ?? 0;
    for (let offset = 0; offset < size; offset += 1) {
      const at = cluster * size + offset;
      sums[at] = (sums[at] ?? 0) + (points.values[point * points.stride + offset] ?? 0);
    }
  }
  for (let at = 0; at < values.length; at += 1) {
    const members = sizes[Math.floor(at / size)] ?? 0;
    if (members > 0) values[at] = (sums[at] ?? 0) / members;
  }
}

function sizesOf(clusterOf: ArrayLike<number>, count: number): readonly number[] {
  const sizes = Array.from({ length: count }, () => 0);
  for (let at = 0; at < clusterOf.length; at += 1) {
    const cluster = clusterOf[at] ?? 0;
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  }
  return sizes;
}

/** Where clusters are divided into large and small ones. */
export interface ClusterSplit {
  /** By cluster. */
  readonly isLarge: readonly boolean[];
  /** What decided: both conditions, one of them, or none, so that all clusters are large. */
  readonly rule: "both" | "alpha" | "beta" | "none";
}

/**
 * Divides clusters where PyOD does: at the first place, from the largest on, up to which they hold the share `alpha` of all points
 * and after which the next is `beta` times smaller; else where one of the two holds, `alpha` first. Where neither does, PyOD
 * fails; here all clusters are large, as He, Xu and Deng 2003 allow.
 * @param sizes - at equal size the lower number counts as larger
 */
export function splitClusters(sizes: readonly number[], alpha: number, beta: number): ClusterSplit {
  const order = Array.from(sizes.keys()).toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
  const bySize = order.map((cluster) => sizes[cluster] ?? 0);
  const total = bySize.reduce((sum, size) => sum + size, 0);
  const boundaries = bySize.slice(1).map((next, at) => {
    const held = bySize.slice(0, at + 1).reduce((sum, size) => sum + size, 0);
    return { at: at + 1, alpha: held >= total * alpha, beta: (bySize[at] ?? 0) / next >= beta };
  });
  const both = boundaries.find((boundary) => boundary.alpha && boundary.beta);
  const byAlpha = boundaries.find((boundary) => boundary.alpha);
  const byBeta = boundaries.find((boundary) => boundary.beta);
  const large = new Set(order.slice(0, (both ?? byAlpha ?? byBeta)?.at));
  return {
    isLarge: sizes.map((_, cluster) => large.has(cluster)),
    rule:
      both !== undefined ? "both" : byAlpha !== undefined ? "alpha" : byBeta !== undefined ? "beta" : "none",
  };
}

/** What decides about the score of a point. */
export interface ClusterOptions {
  /** Share of the points that the large clusters hold. */
  readonly alpha: number;
  /** How many times smaller the largest small cluster is. */
  readonly beta: number;
  /** `size`: a score is multiplied by the size of the point's own cluster, as He, Xu and Deng do. */
  readonly weights: string;
}

/** A fitted set of points. */
export interface ClusterOutliers extends ClusterSplit {
  /** Of the points that were learned. */
  readonly scores: Float64Array;
  /** The score of a new point, which belongs to the cluster with the nearest center. Allocates nothing. */
  readonly scoreOf: (point: Float64Array, from: number) => number;
}

/**
 * The cluster-based local outlier factor (He, Xu and Deng, "Discovering Cluster-Based Local Outliers", 2003) in PyOD's
 * form: the distance to the own center for a point of a large cluster, else to the nearest center of a large one.
 * @param least - smaller distances count as this
 */
export function fitClusterOutliers(
  points: WindowSet,
  { centers, clusterOf }: Clustering,
  { alpha, beta, weights }: ClusterOptions,
  least = 0,
): ClusterOutliers {
  const sizes = sizesOf(clusterOf, centers.count);
  const split = splitClusters(sizes, alpha, beta);
  const distances = new Float64Array(centers.count);
  const scoreIn = (cluster: number): number => {
    let distance = distances[cluster] ?? Infinity;
    if (split.isLarge[cluster] !== true) {
      distance = Infinity;
      for (let at = 0; at < distances.length; at += 1)
        if (split.isLarge[at] === true) distance = Math.min(distance, distances[at] ?? Infinity);
    }
    return weights === "size" ? distance * (sizes[cluster] ?? 0) : distance;
  };
  const scores = new Float64Array(points.count);
  for (let at = 0; at < points.count; at += 1) {
    allDistances(centers, points.values, at * points.stride, least, distances);
    scores[at] = scoreIn(clusterOf[at] ?? 0);
  }
  return {
    ...split,
    scores,
    scoreOf: (point, from) => {
      allDistances(centers, point, from, least, distances);
      return scoreIn(placeOfLeast(distances));
    },
  };
}
