const lanes = 8;

/** In the order in which numpy adds up to 128 numbers, so that the last digit is the same: eight sums side by side. */
function total(values: readonly number[]): number {
  const whole = values.length - (values.length % lanes);
  const sums = Array.from({ length: lanes }, () => 0);
  for (let at = 0; at < whole; at += 1) sums[at % lanes] = (sums[at % lanes] ?? 0) + (values[at] ?? 0);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = sums;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let at = whole; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum;
}

/** @param values - at least one */
export function mean(values: readonly number[]): number {
  return total(values) / values.length;
}

/** Of a sample: the squares are divided by one less than their number. 0 of a single value. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(total(values.map((value) => (value - centre) * (value - centre))) / (values.length - 1));
}

/**
 * With linear interpolation between neighbours, rounded as numpy rounds it.
 * @param sorted - ascending, at least one
 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const part = place - below;
  const [low = 0, high = low] = [sorted[below], sorted[below + 1]];
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
}

export function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((one, other) => one - other);
}
