import fc from "fast-check";
import { expect, test } from "vitest";
import { freeAddress, pick, sample } from "../../../domain/chance/draw.ts";
import { randomStream } from "../../../domain/chance/random.ts";

const chance = randomStream(1, "test");

test("a sample has no duplicates, no foreign items, and at most the items of the list", () => {
  fc.assert(
    fc.property(fc.nat(30), fc.nat(40), fc.nat(), (size, count, index) => {
      const all = Array.from({ length: size }, (_, place) => place);

      const drawn = sample(chance(index), all, count);

      expect(drawn).toHaveLength(Math.min(size, count));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.every((place) => all.includes(place))).toBe(true);
    }),
  );
});

test("each of three items comes first in a sample about equally often", () => {
  const firsts = Array.from({ length: 3000 }, (_, index) => sample(chance(index), ["a", "b", "c"], 1)[0]);

  const counts = ["a", "b", "c"].map((thing) => firsts.filter((first) => first === thing).length);
  expect(counts.every((count) => Math.abs(count - 1000) < 100)).toBe(true);
});

test("picking from an empty list throws", () => {
  expect(() => pick(chance(0), [])).toThrow(new RangeError("nothing to pick from"));
});

test("a free address is neither multicast nor taken", () => {
  const addresses = Array.from({ length: 2000 }, (_, index) => freeAddress(chance(index), () => false));
  const [first = ""] = addresses;

  expect(addresses.every((address) => Number.parseInt(address, 10) < 224)).toBe(true);
  expect(freeAddress(chance(0), (address) => address === first)).not.toBe(first);
});
