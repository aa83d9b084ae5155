import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { normalQuantile } from "../numbers/normal.ts";

/** Replaces 0, which has no normal quantile. */
const smallestDraw = 2 ** -53;

/** Random numbers for one purpose at one index. */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * Random numbers derived from (seed, purpose, index) alone. The order of calls does not matter: index 7 gives the
 * same draws first, last or twice.
 * @param purpose - separates the draws of different uses, for example `noise`
 * @returns the random numbers for an index, a whole number from 0
 */
export function randomStream(seed: number, purpose: string): (index: number) => Random {
  const base = mix32(hashText(purpose) ^ mix32(seed | 0) ^ mix32(Math.floor(seed / 2 ** 32)));
  return (index) => new IndexedRandom(base, index);
}

class IndexedRandom implements Random {
  private readonly base: number;
  private readonly index: number;
  /** Many a request needs none. */
  private generator: RandomGenerator | undefined;

  constructor(base: number, index: number) {
    this.base = base;
    this.index = index;
    this.generator = undefined;
  }

  uniform(): number {
    return uniformFloat64((this.generator ??= generatorAt(this.base, this.index)));
  }

  normal(): number {
    return normalQuantile(Math.max(this.uniform(), smallestDraw));
  }
}

function generatorAt(base: number, index: number): RandomGenerator {
  const first = mix32(base + index);
  const second = mix32(first ^ 0x9e3779b9);
  const third = mix32(second ^ base);
  return xoroshiro128plusFromState([first, second, third, mix32(third + index) | 1]);
}

type RandomGenerator = ReturnType<typeof xoroshiro128plusFromState>;

/** The finalizer of MurmurHash3: every input bit affects every output bit. */
function mix32(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** FNV-1a over UTF-16 code units; an unsigned 32-bit integer. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
