import fc from "fast-check";
import { expect, test } from "vitest";
import { LearnedReference, SortedValues } from "../../../../detector/series/reference/learned.ts";
import { tailScore, upperTailOf } from "../../../../detector/series/reference/upper-tail.ts";
import { randomStream } from "../../../../domain/chance/random.ts";
import { normalCumulative } from "../../../../domain/numbers/normal.ts";

const unit = (): number => 1;

test("equal values have the same rank", () => {
  const sorted = new SortedValues(10);
  for (const value of [3, 1, 2, 2]) sorted.add(value);

  expect([0, 1, 2, 3, 4].map((value) => sorted.twiceRankOf(value))).toEqual([0, 1, 4, 7, 8]);
});

test("a rank is the number of smaller values and half of the equal ones, also once there is room for no more", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.array(value), fc.nat(1), (held, asked, room) => {
      const sorted = new SortedValues(held.length + room);
      for (const one of held) sorted.add(one);

      for (const one of [...asked, ...held]) {
        const [smaller, equal] = [held.filter((other) => other < one), held.filter((other) => other === one)];
        expect(sorted.twiceRankOf(one)).toBe(2 * smaller.length + equal.length);
      }
    }),
  );
});

test("healthy scores are standard normal from the first judged row, whatever the distribution", () => {
  const chance = randomStream(1, "law");
  const levels = [-1.5, -0.5, 0.5, 1.5, 2.5];
  const runs = 4000;
  const first = Array.from({ length: runs }, (_, run) => {
    const random = chance(run);
    const baseline = new LearnedReference(100, unit);
    const draw = (): number => Math.exp(3 * random.uniform());
    for (let at = 0; at < 100; at += 1) baseline.learn(draw());
    return baseline.score(draw());
  });

  const shares = levels.map((level) => first.filter((score) => score <= level).length / runs);

  for (const [at, level] of levels.entries())
    expect(Math.abs((shares[at] ?? 0) - normalCumulative(level))).toBeLessThan(0.025);
});

test("after constant values, a value a tenth higher has a high score", () => {
  const baseline = new LearnedReference(100, unit);
  for (let at = 0; at < 100; at += 1) baseline.learn(Math.log(14));

  expect(baseline.score(Math.log(14))).toBe(0);
  expect(baseline.score(Math.log(15.4))).toBeGreaterThan(3);
});

test("values before a doubt are not learned", () => {
  const [doubting, trusting] = [new LearnedReference(20, unit), new LearnedReference(20, unit)];
  for (const baseline of [doubting, trusting]) {
    for (let at = 0; at < 20; at += 1) baseline.learn(at / 10);
    for (let at = 0; at < 50; at += 1) baseline.learn(5);
  }
  doubting.doubt();
  for (const baseline of [doubting, trusting]) for (let at = 0; at < 50; at += 1) baseline.learn(1);

  expect(trusting.score(5)).toBeLessThan(1);
  expect(doubting.score(5)).toBeGreaterThan(2);
});

test("the tail continues where the ranks end, and is heavier for a short log", () => {
  const random = randomStream(1, "tail")(0);
  const scoresOfSix = [100, 1000, 50_000].map((count) => {
    const sorted = Float64Array.from({ length: count }, () => random.normal()).sort();
    const tail = upperTailOf(sorted, count, 1);
    expect(tailScore(tail, tail.anchor)).toBeCloseTo(tail.anchorScore, 9);
    return tailScore(tail, 6);
  });

  expect(scoresOfSix[0]).toBeLessThan(5);
  expect(scoresOfSix[2]).toBeCloseTo(6, 0);
});
