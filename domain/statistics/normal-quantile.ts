const centralNumerator = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const centralDenominator = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const tailNumerator = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailDenominator = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/**
 * The value that a standard normal stays below with this probability, by P. J. Acklam's rational approximation (relative
 * error below 1.15e-9). Only `log` and `sqrt` are asked of the machine, which agree on every Node we support.
 * @param probability - between 0 and 1, both left out
 */
export function normalQuantile(probability: number): number {
  if (probability < 0.02425) return tail(Math.sqrt(-2 * Math.log(probability)));
  if (probability > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - probability)));
  const centred = probability - 0.5;
  const squared = centred * centred;
  return (polynomial(centralNumerator, squared) * centred) / polynomial(centralDenominator, squared);
}

function tail(distance: number): number {
  return polynomial(tailNumerator, distance) / polynomial(tailDenominator, distance);
}

function polynomial(coefficients: readonly number[], at: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * at + coefficient;
  return sum;
}
