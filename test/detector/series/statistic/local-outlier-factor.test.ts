import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import type { WordVector } from "../../../../detector/text/words.ts";
import { WordPoints, murmur3, wordVector } from "../../../../detector/text/words.ts";
import { fitOutliers, outlierScorer } from "../../../../detector/series/statistic/local-outlier-factor.ts";

const golden = new URL("../../../golden/lof/", import.meta.url);

function read<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(name, golden), "utf8")));
}

const pair = z.tuple([z.number(), z.number()]);
const wazuh = read(
  "wazuh.json",
  z.object({
    murmur3: z.record(z.string(), pair),
    rules: z.array(
      z.object({
        rule: z.string(),
        train: z.array(z.tuple([z.string(), z.number()])),
        settings: z.array(z.object({ k: z.number(), contamination: z.number(), offset: z.number() })),
        alerts: z.array(
          z.object({
            text: z.string(),
            scores: z.array(z.number()),
            flagged: z.array(z.boolean()),
            hashed: z.array(pair).optional(),
          }),
        ),
      }),
    ),
  }),
);

test.for(Object.entries(wazuh.murmur3))("the hash of %s is %j", ([word, [hash, place]]) => {
  expect(murmur3(new TextEncoder().encode(word))).toBe(hash);
  expect(wordVector(word).places).toEqual([place]);
});

test("the words of a text are hashed, signed and scaled to length 1 as scikit-learn does", () => {
  const hashed = wazuh.rules.flatMap(({ alerts }) => alerts.filter((alert) => alert.hashed !== undefined));

  for (const { text, hashed: expected = [] } of hashed) {
    const { places, values } = wordVector(text);
    expect(places).toEqual(expected.map(([place]) => place));
    values.forEach((value, rank) => expect(value).toBeCloseTo(expected[rank]?.[1] ?? Number.NaN, 12));
  }
  expect(hashed.length).toBeGreaterThan(20);
});

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Every value that a sum over the k nearest can have: those at the distance of the k-th can be chosen freely. */
function meanRange(
  distances: readonly number[],
  counts: readonly number[],
  k: number,
  valueOf: (at: number) => Range,
): Range {
  const order = distances.map((_, at) => at).filter((at) => (counts[at] ?? 0) > 0);
  order.sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0));
  let seen = 0;
  const last = order.find((at) => (seen += counts[at] ?? 0) >= k) ?? -1;
  const farthest = distances[last] ?? Infinity;
  const isTied = (at: number): boolean => Math.abs((distances[at] ?? 0) - farthest) < 1e-9;
  const sure = order.filter((at) => !isTied(at) && (distances[at] ?? 0) < farthest);
  const tied = order
    .filter(isTied)
    .flatMap((at) => Array.from({ length: Math.min(k, counts[at] ?? 0) }, () => at));
  const sureCount = sure.reduce((sum, at) => sum + (counts[at] ?? 0), 0);
  const mean = (side: keyof Range): number => {
    const sign = side === "low" ? 1 : -1;
    const chosen = tied.map((at) => valueOf(at)[side]).toSorted((a, b) => sign * (a - b));
    const sum = sure.reduce((total, at) => total + (counts[at] ?? 0) * valueOf(at)[side], 0);
    return (sum + chosen.slice(0, k - sureCount).reduce((total, value) => total + value, 0)) / k;
  };
  return { low: mean("low"), high: mean("high") };
}

function kthDistance(distances: readonly number[], counts: readonly number[], k: number): number {
  const order = distances.map((_, at) => at).toSorted((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0));
  let seen = 0;
  const last = order.find((at) => (seen += counts[at] ?? 0) >= k) ?? -1;
  return distances[last] ?? Infinity;
}

/** The scores that choices among equidistant neighbors allow, computed without the detector. */
function scoreRanges(points: WordPoints, k: number, queries: readonly WordVector[]): readonly Range[] {
  const { occurrences, vectors } = points;
  const distancesOf = (vector: WordVector): readonly number[] => {
    const into = new Float64Array(vectors.length);
    points.distancesTo(vector, into);
    return [...into];
  };
  const without = (self: number): readonly number[] =>
    occurrences.map((count, at) => (at === self ? count - 1 : count));
  const all = vectors.map(distancesOf);
  const reach = all.map((distances, self) => kthDistance(distances, without(self), k));
  const densityRange = (distances: readonly number[], counts: readonly number[]): Range => {
    const mean = meanRange(distances, counts, k, (at) => {
      const value = Math.max(distances[at] ?? 0, reach[at] ?? 0);
      return { low: value, high: value };
    });
    return { low: 1 / (mean.high + 1e-10), high: 1 / (mean.low + 1e-10) };
  };
  const densities = all.map((distances, self) => densityRange(distances, without(self)));
  const densityAt = (at: number): Range => densities[at] ?? { low: Number.NaN, high: Number.NaN };
  return queries.map((query) => {
    const distances = distancesOf(query);
    const around = meanRange(distances, occurrences, k, densityAt);
    const own = densityRange(distances, occurrences);
    return { low: -around.high / own.low, high: -around.low / own.high };
  });
}

const cases = wazuh.rules.flatMap(({ rule, train, settings, alerts }) =>
  settings.map((setting, at) => ({
    name: `${rule}, k ${setting.k}, ${setting.contamination}`,
    train,
    setting,
    at,
    alerts,
  })),
);

test.for(cases)("scores and decisions agree with scikit-learn: $name", ({ train, setting, at, alerts }) => {
  const { k, contamination, offset } = setting;
  const points = new WordPoints();
  for (const [text, count] of train) points.add(wordVector(text), count);
  const model = fitOutliers(points, k, contamination);
  const score = outlierScorer(points, model);
  const distances = new Float64Array(points.vectors.length);
  const vectors = alerts.map(({ text }) => wordVector(text));
  const ranges = scoreRanges(points, k, vectors);
  let decided = 0;

  expect(Math.abs(model.offset / offset - 1)).toBeLessThan(1e-6);
  vectors.forEach((vector, index) => {
    points.distancesTo(vector, distances);
    const ours = score(distances);
    const { low, high } = ranges[index] ?? { low: Number.NaN, high: Number.NaN };
    const theirs = alerts[index]?.scores[at] ?? Number.NaN;
    for (const value of [ours, theirs]) {
      expect(value).toBeGreaterThanOrEqual(low - 1e-6 * Math.abs(low));
      expect(value).toBeLessThanOrEqual(high + 1e-6 * Math.abs(high));
    }
    const isOneValue = high - low <= 1e-12 * Math.abs(low);
    const isDecided = isOneValue || high < offset * (1 + 1e-6) || low > offset * (1 - 1e-6);
    if (!isDecided) return;
    decided += 1;
    expect(ours < model.offset).toBe(alerts[index]?.flagged[at]);
  });
  expect(decided).toBeGreaterThan(alerts.length / 2);
});

const plane = read(
  "blog-2d.json",
  z.object({
    X: z.array(pair),
    n_neighbors: z.number(),
    contamination: z.number(),
    predict: z.array(z.number()),
    negative_outlier_factor: z.array(z.number()),
    offset: z.number(),
    novelty: z.object({
      fit_rows: pair,
      score_rows: pair,
      offset: z.number(),
      score_samples: z.array(z.number()),
      predict: z.array(z.number()),
    }),
  }),
);

function planePoints(rows: readonly (readonly [number, number])[]) {
  const distancesTo = ([x, y]: readonly [number, number], distances: Float64Array): void => {
    rows.forEach(([a, b], at) => (distances[at] = Math.hypot(x - a, y - b)));
  };
  return {
    occurrences: rows.map(() => 1),
    distancesTo,
    distancesFrom: (from: number, distances: Float64Array): void =>
      distancesTo(rows[from] ?? [Number.NaN, Number.NaN], distances),
  };
}

test("points of the plane have the factors that scikit-learn gives, to 1e-6", () => {
  const { n_neighbors: k, contamination, novelty } = plane;
  const model = fitOutliers(planePoints(plane.X), k, contamination);
  expect(model.offset).toBeCloseTo(plane.offset, 6);

  const learned = planePoints(plane.X.slice(...novelty.fit_rows));
  const fitted = fitOutliers(learned, k, contamination);
  const score = outlierScorer(learned, fitted);
  const distances = new Float64Array(learned.occurrences.length);
  const scores = plane.X.slice(...novelty.score_rows).map((point) => {
    learned.distancesTo(point, distances);
    return score(distances);
  });
  expect(fitted.offset).toBeCloseTo(novelty.offset, 6);
  scores.forEach((value, at) => expect(value).toBeCloseTo(novelty.score_samples[at] ?? Number.NaN, 6));
  expect(scores.map((value) => (value < fitted.offset ? -1 : 1))).toEqual(novelty.predict);
});

test("one point has no neighbors to compare with", () => {
  expect(() => fitOutliers(planePoints([[0, 0]]), 5, 0.1)).toThrow(RangeError);
});
