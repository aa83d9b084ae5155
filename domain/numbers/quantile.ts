/**
 * The smallest value that is not exceeded by this share of the values (inverse distribution function, R's type 1).
 * Always one of the values, never an interpolated delay such as 3.5 rows.
 * @param ascending - can omit the largest values, which then count as infinite
 * @param share - 0 to 1; 0.5 gives the lower middle value
 * @param count - number of values, including omitted ones
 * @returns undefined for an empty list, and when the quantile is an omitted value
 */
export function orderStatistic(
  ascending: ArrayLike<number>,
  share: number,
  count = ascending.length,
): number | undefined {
  return ascending[Math.max(0, Math.ceil(count * share) - 1)];
}

/** The middle value, or the upper one of two. @returns undefined for an empty list */
export function upperMiddle(ascending: ArrayLike<number>): number | undefined {
  return ascending[ascending.length >> 1];
}

/**
 * The quantile with linear interpolation between neighboring values, as NumPy's default (R's type 7).
 * @param ascending - at least one value
 * @param share - 0 to 1; 0.5 gives the median
 */
export function interpolatedQuantile(ascending: ArrayLike<number>, share: number): number {
  const position = share * (ascending.length - 1);
  const low = Math.floor(position);
  const below = ascending[low] ?? Number.NaN;
  const above = ascending[Math.min(low + 1, ascending.length - 1)] ?? Number.NaN;
  return below + (above - below) * (position - low);
}
