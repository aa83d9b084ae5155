/**
 * The smallest value that this share of the values does not exceed (the inverse of their distribution, R's type 1): always
 * one of them, so that a delay of 3.5 rows is never told.
 * @param ascending - may lack the largest ones, which then are beyond any figure
 * @param share - 0 to 1; 0.5 gives the lower of the middle two
 * @param count - with those that are lacking
 * @returns undefined of nothing, and where the value is one that is lacking
 */
export function orderStatistic(
  ascending: ArrayLike<number>,
  share: number,
  count = ascending.length,
): number | undefined {
  return ascending[Math.max(0, Math.ceil(count * share) - 1)];
}

/** The upper of the middle two, or the middle one. @returns undefined of nothing */
export function upperMiddle(ascending: ArrayLike<number>): number | undefined {
  return ascending[ascending.length >> 1];
}
