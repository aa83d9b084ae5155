import { expect, test } from "vitest";
import { noiseMs, loopbackNoise } from "../../../domain/response/noise.ts";
import { randomStream } from "../../../domain/chance/random.ts";

const indexes = Array.from({ length: 20_000 }, (_, index) => index);

test("a draw depends on seed, purpose and index, not on the order of calls", () => {
  const forwards = indexes.slice(0, 50).map((index) => randomStream(7, "noise")(index).uniform());
  const backwards = indexes
    .slice(0, 50)
    .toReversed()
    .map((index) => randomStream(7, "noise")(index).uniform());

  expect(backwards.toReversed()).toEqual(forwards);
});

test("different seeds and different purposes give different draws", () => {
  const draws = [
    randomStream(1, "a"),
    randomStream(2, "a"),
    randomStream(1, "b"),
    randomStream(2 ** 32 + 1, "a"),
  ];

  expect(new Set(draws.map((stream) => stream(0).uniform())).size).toBe(draws.length);
});

test("normals have mean 0 and variance 1", () => {
  const stream = randomStream(1, "check");
  const values = indexes.map((index) => stream(index).normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;

  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test("half of the loopback noise is below its median of 3.5 ms", () => {
  const stream = randomStream(1, "noise");
  const below = indexes.filter((index) => noiseMs(loopbackNoise, stream(index)) < 3.5).length;

  expect(below / indexes.length).toBeCloseTo(0.5, 1);
});
