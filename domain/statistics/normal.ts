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

/** P(Z > at) without the loss of digits that `1 - normalCumulative(at)` suffers. */
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

function polynomial(coefficients: readonly number[], at: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * at + coefficient;
  return sum;
}
