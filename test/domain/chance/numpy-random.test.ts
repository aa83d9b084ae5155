import { expect, test } from "vitest";
import { numpyRandom } from "../../../domain/chance/numpy-random.ts";

/** Draws of numpy's `RandomState`, each line from a new generator. */
const drawn = [
  {
    seed: 0,
    double: [0.5488135039273248, 0.7151893663724195, 0.6027633760716439],
    poisson: [4, 6, 2, 1, 7, 3, 3, 1, 5, 2],
    largest: [15, 10, 10, 10, 9, 6],
    exponential: ["0.318349803265", "0.502372305186", "0.369289258322"],
    of51: [44, 47, 0, 3, 3, 39, 9, 19, 21, 50],
    of64: [44, 47, 53, 0, 3, 59, 3, 39, 9, 19],
  },
  {
    seed: 1,
    double: [0.417022004702574, 0.7203244934421581, 0.00011437481734488664],
    poisson: [2, 1, 1, 3, 3, 3, 3, 3, 0, 2],
    largest: [2, 7, 8, 10, 13, 7],
    exponential: ["0.215842334904", "0.509650101205", "0.000045752543"],
    of51: [37, 43, 12, 8, 9, 11, 5, 15, 0, 16],
    of64: [37, 43, 12, 8, 63, 9, 11, 5, 15, 0],
  },
  {
    seed: 2 ** 32 - 1,
    double: [0.0976320289940138, 0.9123828453026218, 0.78903530185164],
    poisson: [3, 0, 4, 3, 6, 3, 3, 5, 0, 3],
    largest: [9, 14, 9, 6, 15, 7],
    exponential: ["0.041093156796", "0.973911388133", "0.622425786743"],
    of51: [35, 34, 12, 7, 0, 22, 25, 32, 50, 43],
    of64: [35, 34, 12, 7, 52, 0, 22, 58, 25, 32],
  },
] as const;

function several(count: number, draw: () => unknown): readonly unknown[] {
  return Array.from({ length: count }, draw);
}

test.for(drawn)("every distribution draws what numpy draws with seed $seed", ({ seed, ...expected }) => {
  const [real, small, large, waits] = Array.from({ length: 4 }, () => numpyRandom(seed));

  expect({
    double: several(3, () => real?.double()),
    poisson: several(10, () => small?.poisson(2.75)),
    largest: several(6, () => large?.poisson(9.9)),
    exponential: several(3, () => waits?.exponential(0.4).toFixed(12)),
    of51: numpyRandom(seed).positions(51, 10),
    of64: numpyRandom(seed).positions(64, 10),
  }).toEqual(expected);
});

test("a mean of 0 gives 0 without a draw", () => {
  const { poisson, double } = numpyRandom(0);

  expect([poisson(0), double()]).toEqual([0, 0.5488135039273248]);
});

test("the only position is drawn without randomness", () => {
  const { positions, double } = numpyRandom(0);

  expect([positions(1, 3), double()]).toEqual([[0, 0, 0], 0.5488135039273248]);
});

test.for([-1, 10, NaN])("a mean of %d throws; numpy uses another algorithm from 10 on", (mean) => {
  expect(() => numpyRandom(0).poisson(mean)).toThrow(RangeError);
});

test.for([-1, 0.5, 2 ** 32])("a seed of %d throws, as in numpy", (seed) => {
  expect(() => numpyRandom(seed)).toThrow(RangeError);
});
