import { twisterFromWord } from "./mt19937.ts";

/** The draws of numpy's legacy `RandomState`. */
export interface NumpyRandom {
  /** Uniform on [0, 1). */
  readonly double: () => number;
  /** By multiplying uniform draws, as numpy does for small means. @throws RangeError unless 0 <= mean < 10 */
  readonly poisson: (mean: number) => number;
  /** The last bit can differ from numpy's, because the logarithm comes from the JavaScript engine. */
  readonly exponential: (scale: number) => number;
  /** `choice(limit, count)` with replacement: whole numbers in [0, limit). @param limit - from 1 to 2^32 */
  readonly positions: (limit: number, count: number) => readonly number[];
}

/** @throws RangeError unless the seed is a whole number from 0 to 2^32 - 1 */
export function numpyRandom(seed: number): NumpyRandom {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw new RangeError(`seed ${seed}`);
  const { word, uniform: double } = twisterFromWord(seed);
  return {
    double,
    poisson: (mean) => poisson(mean, double),
    exponential: (scale) => scale * -Math.log(1 - double()),
    positions: (limit, count) => Array.from({ length: count }, () => masked(limit - 1, word)),
  };
}

function poisson(mean: number, double: () => number): number {
  if (!(mean >= 0 && mean < 10)) throw new RangeError(`a mean of ${mean} is not from 0 to below 10`);
  if (mean === 0) return 0;
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = double(); product > floor; product *= double()) count += 1;
  return count;
}

/** Draws words, masked to the bits of `largest`, until one is not too large. */
function masked(largest: number, word: () => number): number {
  if (largest === 0) return 0;
  const mask = 0xffffffff >>> Math.clz32(largest);
  for (;;) {
    const drawn = (word() & mask) >>> 0;
    if (drawn <= largest) return drawn;
  }
}
