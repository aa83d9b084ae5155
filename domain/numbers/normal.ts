const inverseRootTwoPi = 0.398_942_280_401_432_7;

/** Density of the standard normal. */
export function normalDensity(at: number): number {
  return inverseRootTwoPi * Math.exp((-at * at) / 2);
}

const numerator = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const denominator = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];

/** P(Z <= at) for a standard normal Z, to nine digits (G. West 2005, after J. F. Hart 1968). */
export function normalCumulative(at: number): number {
  const distance = Math.abs(at);
  const tail = distance > 37 ? 0 : upperTail(distance);
  return at > 0 ? 1 - tail : tail;
}

/** P(Z > at), without the cancellation in `1 - normalCumulative(at)`. */
export function normalUpperTail(at: number): number {
  return normalCumulative(-at);
}

function upperTail(distance: number): number {
  const bell = Math.exp((-distance * distance) / 2);
  if (distance < 7.07106781186547)
    return (bell * polynomial(numerator, distance)) / polynomial(denominator, distance);
  const fraction = distance + 1 / (distance + 2 / (distance + 3 / (distance + 4 / (distance + 0.65))));
  return (bell * inverseRootTwoPi) / fraction;
}

/**
 * Quantile of the standard normal by P. J. Acklam's rational approximation (relative error below 1.15e-9). Uses only
 * `log` and `sqrt`, which agree on every supported Node.
 * @param probability - strictly between 0 and 1
 */
export function normalQuantile(probability: number): number {
  if (probability < 0.02425) return tailQuantile(Math.sqrt(-2 * Math.log(probability)));
  if (probability > 1 - 0.02425) return -tailQuantile(Math.sqrt(-2 * Math.log(1 - probability)));
  const centered = probability - 0.5;
  const squared = centered * centered;
  const above =
    ((((-39.69683028665376 * squared + 220.9460984245205) * squared - 275.9285104469687) * squared +
      138.357751867269) *
      squared -
      30.66479806614716) *
      squared +
    2.506628277459239;
  const below =
    ((((-54.47609879822406 * squared + 161.5858368580409) * squared - 155.6989798598866) * squared +
      66.80131188771972) *
      squared -
      13.28068155288572) *
      squared +
    1;
  return (above * centered) / below;
}

function tailQuantile(distance: number): number {
  const above =
    ((((-0.007784894002430293 * distance - 0.3223964580411365) * distance - 2.400758277161838) * distance -
      2.549732539343734) *
      distance +
      4.374664141464968) *
      distance +
    2.938163982698783;
  const below =
    (((0.007784695709041462 * distance + 0.3224671290700398) * distance + 2.445134137142996) * distance +
      3.754408661907416) *
      distance +
    1;
  return above / below;
}

function polynomial(coefficients: readonly number[], at: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * at + coefficient;
  return sum;
}
