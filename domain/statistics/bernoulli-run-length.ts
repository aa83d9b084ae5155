/**
 * The mean number of tries until a Bernoulli CUSUM first stands at `limit`, from 0, exactly: the Markov chain of its sum,
 * which goes up by `perFailure - 1` when a try fails, else down by 1, and never below 0. Each run length follows from
 * those above it, and from the unknown one just below the limit, which the state 0 settles.
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
