import { expect, test } from "vitest";
import { cpythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { CPythonRandom } from "../../../domain/chance/cpython-random.ts";

/**
 * Draws of CPython 3.11, each line from a new generator; `gauss` to the twelve decimals that agree on every machine.
 */
const drawn = [
  {
    seed: 0,
    random: [0.8444218515250481, 0.7579544029403025, 0.420571580830845],
    below7: [6, 3, 6, 3, 0, 2, 4, 3],
    randint: [197, 215, 20, 132, 248, 207],
    shuffled: [4, 1, 5, 2, 0, 3, 7, 6],
    ofPool: [12, 13, 1, 8, 15],
    ofSet: [98, 107, 10, 66, 130, 124, 103, 77],
    uniform: [3.8221600916938825, 3.584374608085832],
    triangular: [3.893122446139481, 3.6193809081266775, 2.8638823063892063],
    gauss: ["0.820857702340", "-0.348289052351", "0.010142775961"],
  },
  {
    seed: 1,
    random: [0.13436424411240122, 0.8474337369372327, 0.763774618976614],
    below7: [1, 4, 6, 6, 6, 0, 2, 0],
    randint: [68, 32, 130, 60, 253, 230],
    shuffled: [3, 6, 1, 5, 7, 0, 4, 2],
    ofPool: [4, 18, 2, 8, 3],
    ofSet: [34, 16, 65, 30, 126, 115, 120, 97],
    uniform: [1.8695016713091035, 3.8304427765773896],
    triangular: [2.2667095721273833, 3.9038890012324057, 3.636081059754956],
    gauss: ["0.994092376578", "1.074722804350", "0.383167904469"],
  },
  {
    seed: 2 ** 32 + 5,
    random: [0.15727238718789782, 0.2824866316461999, 0.6044540318498407],
    below7: [1, 3, 2, 4, 6, 0, 2, 5],
    randint: [80, 248, 144, 7, 181, 87],
    shuffled: [5, 6, 1, 0, 4, 7, 3, 2],
    ofPool: [5, 15, 9, 0, 11],
    ofSet: [40, 124, 72, 3, 90, 43, 126, 62],
    uniform: [1.932499064766719, 2.2768382370270497],
    triangular: [2.3294978565054, 2.611700955046871, 3.235085129763335],
    gauss: ["0.574163426492", "0.690194955957", "0.282240497683"],
  },
] as const;

function several<T>(count: number, draw: () => T): readonly T[] {
  return Array.from({ length: count }, draw);
}

function numbersBelow(limit: number): number[] {
  return Array.from({ length: limit }, (_, place) => place);
}

function shuffledBy({ shuffle }: CPythonRandom): readonly number[] {
  const list = numbersBelow(8);
  shuffle(list);
  return list;
}

test.for(drawn)("every distribution draws what CPython draws with seed $seed", ({ seed, ...expected }) => {
  const fresh = (): CPythonRandom => cpythonRandom(seed);
  const [real, whole, byte, level, peaked, normal] = several(6, fresh);

  expect({
    random: several(3, () => real?.random()),
    below7: several(8, () => whole?.below(7)),
    randint: several(6, () => byte?.randint(0, 255)),
    shuffled: shuffledBy(fresh()),
    ofPool: fresh().sample(numbersBelow(20), 5),
    ofSet: fresh().sample(numbersBelow(133), 8),
    uniform: several(2, () => level?.uniform(1.5, 4.25)),
    triangular: several(3, () => peaked?.triangular(1.5, 5, 2.75)),
    gauss: several(3, () => normal?.gauss(0.35, 0.5).toFixed(12)),
  }).toEqual(expected);
});

test.for([
  [277, [264, 48, 128], "it is copied, for the longest list that is short for thirty draws"],
  [278, [48, 128, 272], "places taken are remembered, for a longer one"],
] as const)("a sample of 30 from %i numbers is CPython's: %s", ([length, expected]) => {
  const sampled = cpythonRandom(0).sample(numbersBelow(length), 30);

  expect(sampled.slice(14, 17)).toEqual(expected);
});

test("a choice is an element of the list", () => {
  const { choice } = cpythonRandom(0);

  expect(several(8, () => choice("abcdefg".split(""))).join("")).toBe("gdgdaced");
});

test("drawing from an empty list throws", () => {
  expect(() => cpythonRandom(0).sample([], 1)).toThrow(RangeError);
});

test("a power of two as the limit uses one bit more than necessary, as in CPython", () => {
  const { below } = cpythonRandom(0);

  expect(several(8, () => below(4))).toEqual([3, 3, 0, 2, 3, 3, 2, 3]);
});

test.for([
  [2 ** 31, [1_654_615_998, 1_806_341_205, 173_879_092]],
  [2 ** 32 - 1, [3_626_764_237, 1_654_615_998, 3_255_389_356]],
] as const)("a limit of %i is not affected by the sign bit", ([limit, expected]) => {
  const { below } = cpythonRandom(0);

  expect(several(3, () => below(limit))).toEqual(expected);
});
