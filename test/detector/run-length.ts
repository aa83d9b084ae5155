/**
 * The mean number of observations until a Bernoulli CUSUM first stands at `limit`, from 0, exactly: the Markov chain of
 * its sum, which goes up by `perFailure - 1` with the probability `rate`, else down by 1, and never below 0.
 */
export function bernoulliRunLength(rate: number, perFailure: number, limit: number): number {
  const rows = Array.from({ length: limit }, (_, sum) => {
    const row = new Float64Array(limit + 1);
    const [up, down] = [sum + perFailure - 1, Math.max(0, sum - 1)];
    row[sum] = 1;
    row[limit] = 1;
    if (up < limit) row[up] = (row[up] ?? 0) - rate;
    row[down] = (row[down] ?? 0) - (1 - rate);
    return row;
  });
  return solved(rows)[0] ?? Infinity;
}

/** Gauss-Jordan without a choice of pivots, for the chain is diagonally dominant. The last column is the right side. */
function solved(rows: readonly Float64Array[]): readonly number[] {
  for (const [at, pivot] of rows.entries()) {
    scale(pivot, 1 / (pivot[at] ?? 1));
    for (const [other, row] of rows.entries()) if (other !== at) subtract(row, pivot, row[at] ?? 0);
  }
  return rows.map((row) => row.at(-1) ?? 0);
}

function scale(row: Float64Array, by: number): void {
  for (const [at, value] of row.entries()) row[at] = value * by;
}

function subtract(row: Float64Array, pivot: Float64Array, times: number): void {
  if (times === 0) return;
  for (const [at, value] of pivot.entries()) row[at] = (row[at] ?? 0) - times * value;
}
