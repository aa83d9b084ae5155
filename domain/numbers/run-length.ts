import { normalCumulative, normalDensity } from "./normal.ts";

/**
 * The mean number of trials until a Bernoulli CUSUM reaches `limit` from 0, exact. Its sum rises by `perFailure - 1`
 * on a failure, else falls by 1, and never goes below 0. Solves the Markov chain by expressing each run length
 * through the one just below the limit.
 * @param rate - of failures, between 0 and 1
 */
export function bernoulliRunLength(rate: number, perFailure: number, limit: number): number {
  const known = new Float64Array(limit + perFailure);
  const unknown = new Float64Array(limit + perFailure);
  unknown[limit - 1] = 1;
  for (let sum = limit - 1; sum > 0; sum -= 1) {
    const up = sum + perFailure - 1;
    known[sum - 1] = ((known[sum] ?? 0) - 1 - rate * (known[up] ?? 0)) / (1 - rate);
    unknown[sum - 1] = ((unknown[sum] ?? 0) - rate * (unknown[up] ?? 0)) / (1 - rate);
  }
  const [start = 0, perUnknown = 0] = [known[0], unknown[0]];
  const up = perFailure - 1;
  const top = (1 + rate * ((known[up] ?? 0) - start)) / (rate * (perUnknown - (unknown[up] ?? 0)));
  return start + perUnknown * top;
}

/** The kernel is one standard deviation wide; three nodes resolve it. */
const cusumNodesPerSd = 3;
const fewestCusumNodes = 32;

/**
 * The mean run length of a one-sided CUSUM, `W = max(0, W + x - k)`, alarm at `W >= h`, from zero, on normal values
 * of variance 1. Uses the integral equation of Page (1954), exact to about seven digits.
 * @param k - the reference value, half the shift to detect
 * @param mean - of the values: 0 gives ARL0, the shift itself ARL1
 */
export function cusumRunLength(k: number, h: number, mean: number): number {
  const { nodes, weights } = gaussLegendre(fewestCusumNodes + Math.ceil(cusumNodesPerSd * h), h);
  const starts = [0, ...nodes];
  const matrix = starts.map((start, row) => [
    (row === 0 ? 1 : 0) - normalCumulative(k - start - mean),
    ...nodes.map(
      (node, at) => (row === at + 1 ? 1 : 0) - (weights[at] ?? 0) * normalDensity(node + k - start - mean),
    ),
  ]);
  return (
    solveLinear(
      matrix,
      starts.map(() => 1),
    )[0] ?? Infinity
  );
}

/** Lower end of the grid, in the average's own standard deviations. */
const lowest = -8;
const ewmaNodesPerSd = 2.5;
const fewestEwmaNodes = 40;

/**
 * The mean run length of a one-sided exponentially weighted average of normal values of variance 1, from 0 (integral
 * equation of Crowder 1987).
 * @param lambda - the weight of the newest value, above 0 and at most 1
 * @param limit - alarm threshold in the average's (final) standard deviations
 * @param mean - of the values
 */
export function ewmaRunLength(lambda: number, limit: number, mean: number): number {
  const sd = Math.sqrt(lambda / (2 - lambda));
  const length = (limit - lowest) * sd;
  const count = Math.max(fewestEwmaNodes, Math.ceil((ewmaNodesPerSd * length) / lambda));
  const { nodes, weights } = gaussLegendre(count, length);
  const levels = nodes.map((node) => node + lowest * sd);
  const starts = [0, ...levels];
  const matrix = starts.map((start, row) => {
    const center = (1 - lambda) * start + lambda * mean;
    const below = normalCumulative((lowest * sd - center) / lambda);
    return [
      row === 0 ? 1 : 0,
      ...levels.map((level, at) => {
        const weight = ((weights[at] ?? 0) * normalDensity((level - center) / lambda)) / lambda;
        const isLowest = at === levels.length - 1 ? below : 0;
        return (row === at + 1 ? 1 : 0) - weight - isLowest;
      }),
    ];
  });
  return (
    solveLinear(
      matrix,
      starts.map(() => 1),
    )[0] ?? Infinity
  );
}

/** The distribution of a sum's steps. It can have atoms, and mass at both infinities. */
export interface StepLaw {
  /** P(step <= at). */
  readonly cumulative: (at: number) => number;
  /** E[step; step <= at], without the mass at minus infinity. */
  readonly partialMean: (at: number) => number;
}

/**
 * The mean number of steps until a sum, held at 0 or above, first reaches `h` from 0. Solves Page's integral equation
 * for a run length that is piecewise linear on an even grid.
 * @param cells - of the grid; the error falls with their square
 */
export function reflectedRunLength({ cumulative, partialMean }: StepLaw, h: number, cells: number): number {
  const width = h / cells;
  const edges = Array.from({ length: 2 * cells + 1 }, (_, at) => (at - cells) * width);
  const masses = edges.map((edge) => cumulative(edge));
  const means = edges.map((edge) => partialMean(edge));
  const matrix = Array.from({ length: cells + 1 }, (_, from) => {
    const row = Array.from({ length: cells + 1 }, () => 0);
    row[0] = masses[cells - from] ?? 0;
    for (let to = 0; to < cells; to += 1) {
      const edge = to - from + cells;
      const mass = (masses[edge + 1] ?? 0) - (masses[edge] ?? 0);
      const mean = (means[edge + 1] ?? 0) - (means[edge] ?? 0);
      const upper = (mean - (edges[edge] ?? 0) * mass) / width;
      row[to] = (row[to] ?? 0) + mass - upper;
      row[to + 1] = (row[to + 1] ?? 0) + upper;
    }
    return row.map((share, at) => (at === from ? 1 : 0) - share);
  });
  return (
    solveLinear(
      matrix,
      matrix.map(() => 1),
    )[0] ?? Infinity
  );
}

interface Quadrature {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/** Gauss-Legendre quadrature over [0, length], exact for polynomials of degree 2 count - 1; nodes by Newton's method. */
export function gaussLegendre(count: number, length: number): Quadrature {
  const points = Array.from({ length: count }, (_, at) => legendreRoot(count, at));
  return {
    nodes: points.map(({ root }) => ((1 - root) * length) / 2),
    weights: points.map(({ root, slope }) => length / ((1 - root * root) * slope * slope)),
  };
}

function legendreRoot(count: number, at: number): { readonly root: number; readonly slope: number } {
  let root = Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
  let slope = 0;
  for (let step = 0; step < 20; step += 1) {
    const { value, derivative } = legendre(count, root);
    slope = derivative;
    const change = value / derivative;
    root -= change;
    if (Math.abs(change) < 1e-15) break;
  }
  return { root, slope };
}

function legendre(count: number, at: number): { readonly value: number; readonly derivative: number } {
  let [before, value] = [1, at];
  for (let degree = 2; degree <= count; degree += 1) {
    [before, value] = [value, ((2 * degree - 1) * at * value - (degree - 1) * before) / degree];
  }
  return { value, derivative: (count * (at * value - before)) / (at * at - 1) };
}

/**
 * Solves `matrix x = right` by Gaussian elimination with partial pivoting.
 * @param matrix - square, row by row, not singular
 */
function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, at) => Float64Array.from([...row, right[at] ?? 0]));
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    bringPivotUp(rows, column);
    for (let row = column + 1; row < size; row += 1) eliminate(rows, row, column);
  }
  const solution = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = rows[row]?.[size] ?? 0;
    for (let column = row + 1; column < size; column += 1)
      rest -= (rows[row]?.[column] ?? 0) * (solution[column] ?? 0);
    solution[row] = rest / (rows[row]?.[row] ?? Number.NaN);
  }
  return [...solution];
}

function bringPivotUp(rows: Float64Array[], column: number): void {
  let pivot = column;
  for (let row = column + 1; row < rows.length; row += 1) {
    if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
  }
  const [top, best] = [rows[column], rows[pivot]];
  if (top !== undefined && best !== undefined) [rows[column], rows[pivot]] = [best, top];
}

function eliminate(rows: readonly Float64Array[], row: number, column: number): void {
  const [target, source] = [rows[row], rows[column]];
  if (target === undefined || source === undefined) return;
  const factor = (target[column] ?? 0) / (source[column] ?? Number.NaN);
  for (let at = column; at < source.length; at += 1)
    target[at] = (target[at] ?? 0) - factor * (source[at] ?? 0);
}
