import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Chance for one purpose at one index. */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * Chance derived from (seed, purpose, index) alone, so that the order of arrival changes nothing: asking for index 7
 * first, last or twice gives the same draws.
 * @param purpose - keeps the draws of different uses apart, for example `noise`
 * @returns the source of draws for an index, a whole number from 0
 */
export function randomStream(seed: number, purpose: string): (index: number) => Random {
  const base = mix32(hashText(purpose) ^ mix32(seed | 0) ^ mix32(Math.floor(seed / 2 ** 32)));
  return (index) => {
    const first = mix32(base + index);
    const second = mix32(first ^ 0x9e3779b9);
    const third = mix32(second ^ base);
    const generator = xoroshiro128plusFromState([first, second, third, mix32(third + index) | 1]);
    const uniform = (): number => uniformFloat64(generator);
    return { uniform, normal: () => standardNormal(uniform()) };
  };
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the result. */
function mix32(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** FNV-1a over UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

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
 * The normal quantile by P. J. Acklam's rational approximation (relative error below 1.15e-9). One uniform gives one
 * normal, and only `log` and `sqrt` are asked of the machine, which agree on every Node we support.
 * @param uniform - in [0, 1); 0 is taken as the smallest value that can be drawn
 */
function standardNormal(uniform: number): number {
  const probability = Math.max(uniform, 2 ** -53);
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
