import { expect, test } from "vitest";
import { z } from "zod";
import { WordPoints, murmur3, wordVector } from "../../../../detector/text/words.ts";
import { pair, readGolden, wazuhGolden as wazuh } from "../../outlier-golden.ts";
import { decides, isWithin, scoreRanges } from "../../outlier-ranges.ts";
import { fitOutliers, outlierScorer } from "../../../../detector/series/statistic/local-outlier-factor.ts";

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
    const range = ranges[index] ?? { low: Number.NaN, high: Number.NaN };
    const theirs = alerts[index]?.scores[at] ?? Number.NaN;
    expect([isWithin(range, ours), isWithin(range, theirs)]).toEqual([true, true]);
    if (!decides(range, offset)) return;
    decided += 1;
    expect(ours < model.offset).toBe(alerts[index]?.flagged[at]);
  });
  expect(decided).toBeGreaterThan(alerts.length / 2);
});

const plane = readGolden(
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
