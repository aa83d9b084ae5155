import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { normalQuantile } from "../numbers/normal.ts";

/** Stands for 0, which has no normal quantile. */
const smallestDraw = 2 ** -53;

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
    return { uniform, normal: () => normalQuantile(Math.max(uniform(), smallestDraw)) };
  };
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the result. */
function mix32(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** FNV-1a over UTF-16 code units: 32 bits, as a whole number from 0. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
