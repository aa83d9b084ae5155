import { interpolatedQuantile } from "../../../domain/numbers/quantile.ts";

/** Points that a model has learned, each distinct one once. */
export interface LearnedPoints {
  /** How often each distinct point was learned; at least 1. */
  readonly occurrences: ArrayLike<number>;
}

/** Points that can be fitted: distances from each of them to all of them. */
export interface FittingPoints extends LearnedPoints {
  /** Fills `distances` with the distance from the point `from` to each distinct point; 0 to itself. */
  readonly distancesFrom: (from: number, distances: Float64Array) => void;
}

/** What the local outlier factor keeps of each distinct point. */
export interface OutlierModel {
  /** Number of neighbors; less than the number of points. */
  readonly k: number;
  /** Distance to the k-th neighbor. */
  readonly reach: Float64Array;
  /** Local reachability density. */
  readonly density: Float64Array;
  /** The share `contamination` of the learned points has a lower score. */
  readonly offset: number;
}

/** Keeps the density of points that lie on each other finite. */
const densityFloor = 1e-10;

/**
 * Fits the local outlier factor (Breunig, Kriegel, Ng and Sander, "LOF: Identifying Density-Based Local Outliers", SIGMOD 2000) in
 * scikit-learn's form. Neighbors at the same distance are taken in the order of the points.
 * @param k - reduced to the number of other points where there are fewer
 * @param contamination - above 0, at most 0.5
 * @throws RangeError with fewer than two points
 */
export function fitOutliers(points: FittingPoints, k: number, contamination: number): OutlierModel {
  const { occurrences } = points;
  const count = occurrences.length;
  const total = sumOf(occurrences);
  if (total < 2) throw new RangeError("the local outlier factor needs at least two points");
  const neighbors = Math.min(k, total - 1);
  const nearest = Array.from({ length: count }, () => new Neighbors(neighbors));
  const distances = new Float64Array(count);
  const reach = new Float64Array(count);
  nearest.forEach((found, at) => {
    points.distancesFrom(at, distances);
    found.find(distances, occurrences, at);
    reach[at] = found.farthest();
  });
  const density = Float64Array.from(nearest, (found) => densityOf(found, reach));
  const scores = new Float64Array(total);
  let filled = 0;
  nearest.forEach((found, at) => {
    const until = filled + (occurrences[at] ?? 0);
    scores.fill(factorOf(found, density, density[at] ?? 0), filled, until);
    filled = until;
  });
  return { k: neighbors, reach, density, offset: interpolatedQuantile(scores.toSorted(), contamination) };
}

/** Scores new points. Allocates nothing after its creation. */
export function outlierScorer(
  { occurrences }: LearnedPoints,
  { k, reach, density }: OutlierModel,
): (distances: Float64Array) => number {
  const found = new Neighbors(k);
  return (distances) => {
    found.find(distances, occurrences);
    return factorOf(found, density, densityOf(found, reach));
  };
}

function densityOf(found: Neighbors, reach: Float64Array): number {
  return 1 / (found.mean((at, distance) => Math.max(distance, reach[at] ?? 0)) + densityFloor);
}

/** About -1 among points of equal density; far below for an outlier. */
function factorOf(found: Neighbors, density: Float64Array, own: number): number {
  return -found.mean((at) => density[at] ?? 0) / own;
}

/** The nearest points, those that occurred several times counted as often. */
class Neighbors {
  private readonly places: Int32Array;
  private readonly distances: Float64Array;
  private readonly counts: Int32Array;
  private readonly k: number;
  private size = 0;

  constructor(k: number) {
    this.k = k;
    this.places = new Int32Array(k);
    this.distances = new Float64Array(k);
    this.counts = new Int32Array(k);
  }

  /** @param self - a learned point, of which one occurrence is left out */
  find(distances: Float64Array, occurrences: ArrayLike<number>, self = -1): void {
    this.size = 0;
    for (let at = 0; at < distances.length; at += 1) {
      const count = (occurrences[at] ?? 0) - Number(at === self);
      const distance = distances[at] ?? Infinity;
      if (count > 0 && (this.size < this.k || distance < this.last())) this.insert(at, distance, count);
    }
    this.cut();
  }

  farthest(): number {
    return this.distances[this.size - 1] ?? Infinity;
  }

  mean(valueOf: (at: number, distance: number) => number): number {
    let sum = 0;
    for (let rank = 0; rank < this.size; rank += 1)
      sum += (this.counts[rank] ?? 0) * valueOf(this.places[rank] ?? 0, this.distances[rank] ?? 0);
    return sum / this.k;
  }

  private last(): number {
    return this.distances[this.k - 1] ?? Infinity;
  }

  private insert(at: number, distance: number, count: number): void {
    const { places, distances, counts, k } = this;
    let rank = Math.min(this.size, k - 1);
    for (; rank > 0 && distance < (distances[rank - 1] ?? 0); rank -= 1) {
      places[rank] = places[rank - 1] ?? 0;
      distances[rank] = distances[rank - 1] ?? 0;
      counts[rank] = counts[rank - 1] ?? 0;
    }
    places[rank] = at;
    distances[rank] = distance;
    counts[rank] = count;
    this.size = Math.min(this.size + 1, k);
  }

  /** Keeps k occurrences in all. */
  private cut(): void {
    let left = this.k;
    let rank = 0;
    for (; rank < this.size && left > 0; rank += 1) {
      const count = Math.min(this.counts[rank] ?? 0, left);
      this.counts[rank] = count;
      left -= count;
    }
    this.size = rank;
  }
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum;
}
