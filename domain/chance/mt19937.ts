const size = 624;
const middle = 397;
const upperBit = 0x80000000;
const lowerBits = 0x7fffffff;

/** A stream of random numbers; each call advances it. */
export interface MersenneTwister {
  /** A whole number from 0 to 2^32 - 1. */
  readonly word: () => number;
  /** Uniform on [0, 1) with 53 bits, from two words. */
  readonly uniform: () => number;
}

/**
 * MT19937 by M. Matsumoto and T. Nishimura (1998, seeding of 2002), seeded with one word.
 * @param seed - a whole number from 0 to 2^32 - 1
 */
export function twisterFromWord(seed: number): MersenneTwister {
  return twister(stateFromWord(seed));
}

/** MT19937 seeded with several words. @param key - at least one word, each from 0 to 2^32 - 1 */
export function twisterFromWords(key: readonly number[]): MersenneTwister {
  return twister(stateFromWords(key));
}

function stateFromWord(seed: number): Uint32Array {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let at = 1; at < size; at += 1) state[at] = Math.imul(1_812_433_253, folded(state, at - 1)) + at;
  return state;
}

function stateFromWords(key: readonly number[]): Uint32Array {
  const state = stateFromWord(19_650_218);
  let at = 1;
  const step = (): void => {
    at += 1;
    if (at < size) return;
    state[0] = state[size - 1] ?? 0;
    at = 1;
  };
  for (let round = 0; round < Math.max(size, key.length); round += 1) {
    const place = round % key.length;
    const mixed = (state[at] ?? 0) ^ Math.imul(folded(state, at - 1), 1_664_525);
    state[at] = mixed + (key[place] ?? 0) + place;
    step();
  }
  for (let round = 1; round < size; round += 1) {
    state[at] = ((state[at] ?? 0) ^ Math.imul(folded(state, at - 1), 1_566_083_941)) - at;
    step();
  }
  state[0] = upperBit;
  return state;
}

function folded(state: Uint32Array, at: number): number {
  const word = state[at] ?? 0;
  return word ^ (word >>> 30);
}

function twister(state: Uint32Array): MersenneTwister {
  let used = size;

  const word = (): number => {
    if (used === size) {
      renew(state);
      used = 0;
    }
    let bits = state[used] ?? 0;
    used += 1;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  };
  return {
    word,
    uniform: () => {
      const high = word() >>> 5;
      return (high * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992;
    },
  };
}

function renew(state: Uint32Array): void {
  for (let at = 0; at < size; at += 1) {
    const next = at + 1 === size ? 0 : at + 1;
    const far = at + middle < size ? at + middle : at + middle - size;
    const joined = ((state[at] ?? 0) & upperBit) | ((state[next] ?? 0) & lowerBits);
    state[at] = (state[far] ?? 0) ^ (joined >>> 1) ^ ((joined & 1) === 0 ? 0 : 0x9908b0df);
  }
}
