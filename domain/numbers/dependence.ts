/** How much values in their order depend on each other. */
export interface Dependence {
  /** Number of values. */
  readonly rows: number;
  /**
   * Autocorrelations of the ranks, from lag 1 on (Wald and Wolfowitz 1943); at least five, and as many as it takes to
   * see the dependence end. Ranks, because response times have heavy tails.
   */
  readonly rankAutocorrelations: readonly number[];
  /** As many independent values determine a mean as well. */
  readonly effectiveRows: number;
  /** Rows per block of a block bootstrap: at this length it misses a hundredth of the variance of a sum. */
  readonly blockRows: number;
}

/** The dependence has ended when this many autocorrelations in a row are within chance (Politis and White 2004). */
const calmLags = 5;
const mostLags = 500;
const missedShare = 0.01;
const leastVariance = 0.05;

/**
 * Measures dependence by the automatic bandwidth of Politis and White (2004): the autocorrelations up to twice the lag
 * at which the dependence ends, under a flat-top window. Those of ranks are turned into those of normal scores (Pearson
 * 1907). The variance of a sum that a bootstrap of blocks of length b misses is `2 sum k r_k / b` (Kunsch 1989); there
 * they balance it against chance for a mean, and here it is small, because a run length depends on it exponentially.
 * @param values - in the order of the rows
 * @returns undefined when there are fewer than twenty values, or they are all equal
 */
export function dependenceOf(values: ArrayLike<number>): Dependence | undefined {
  const rows = values.length;
  const ranks = rows < 20 ? undefined : centredRanks(values);
  if (ranks === undefined) return undefined;
  const rankAutocorrelations = autocorrelations(ranks);
  const ends = rankAutocorrelations.length - calmLags;
  const [width, top] = [2 * ends, autocorrelations(ranks, 2 * ends)];
  let [variance, weighted] = [1, 0];
  for (let lag = 1; lag <= width; lag += 1) {
    const window = lag <= ends ? 1 : 2 * (1 - lag / width);
    const correlation = window * normalCorrelation(top[lag - 1] ?? 0);
    variance += 2 * correlation;
    weighted += 2 * lag * correlation;
  }
  variance = Math.max(leastVariance, variance);
  return {
    rows,
    rankAutocorrelations,
    effectiveRows: rows / variance,
    blockRows: Math.max(1, Math.ceil(weighted / (missedShare * variance))),
  };
}

/** Autocorrelations of the ranks above this are hardly chance: three standard errors. */
export function chanceAutocorrelation(rows: number): number {
  return 3 / Math.sqrt(rows);
}

/** The correlation of two normal variables with this rank correlation (Pearson 1907). */
export function normalCorrelation(rankCorrelation: number): number {
  return 2 * Math.sin((Math.PI / 6) * rankCorrelation);
}

/** Mean 0; equal values share a rank. `undefined` when all are equal. */
function centredRanks(values: ArrayLike<number>): Float64Array | undefined {
  const count = values.length;
  const order = Uint32Array.from({ length: count }, (_, at) => at).sort(
    (one, other) => (values[one] ?? 0) - (values[other] ?? 0),
  );
  const ranks = new Float64Array(count);
  for (let from = 0; from < count;) {
    let end = from + 1;
    while (end < count && values[order[end] ?? 0] === values[order[from] ?? 0]) end += 1;
    if (end - from === count) return undefined;
    const rank = (from + end - count) / 2;
    for (let at = from; at < end; at += 1) ranks[order[at] ?? 0] = rank;
    from = end;
  }
  return ranks;
}

/**
 * @param lags - without it, as many as it takes until `calmLags` in a row are within chance
 * @returns from lag 1 on
 */
function autocorrelations(centred: Float64Array, lags?: number): readonly number[] {
  const count = centred.length;
  const most = Math.min(lags ?? mostLags, count - 1);
  const chance = 2 * Math.sqrt(Math.log10(count) / count);
  const square = productSum(centred, 0);
  const found: number[] = [];
  let calm = 0;
  const enough = lags === undefined ? calmLags : Infinity;
  while (found.length < most && calm < enough) {
    const correlation = productSum(centred, found.length + 1) / square;
    found.push(correlation);
    calm = Math.abs(correlation) < chance ? calm + 1 : 0;
  }
  return found;
}

function productSum(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let at = lag; at < centred.length; at += 1) sum += (centred[at] ?? 0) * (centred[at - lag] ?? 0);
  return sum;
}
