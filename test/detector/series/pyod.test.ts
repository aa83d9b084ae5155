import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { cblof } from "../../../detector/series/cblof.ts";
import { knn } from "../../../detector/series/knn.ts";
import { lof } from "../../../detector/series/lof.ts";
import type { WindowSet } from "../../../detector/series/nearest-window.ts";
import {
  allDistances,
  distanceBy,
  nearestDistances,
  ownDistances,
  slidingWindows,
} from "../../../detector/series/nearest-window.ts";
import {
  fitClusterOutliers,
  kMeans,
  splitClusters,
} from "../../../detector/series/statistic/cluster-outliers.ts";
import { fitOutliers, outlierScorer } from "../../../detector/series/statistic/local-outlier-factor.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../../domain/detector.ts";
import { interpolatedQuantile } from "../../../domain/numbers/quantile.ts";
import { alertsOn } from "../run.ts";
import { rowsOf } from "../traffic.ts";

const contamination = 0.1;
const scores = z.object({
  threshold: z.number(),
  trainScores: z.array(z.number()),
  testScores: z.array(z.number()),
  testAlerts: z.string(),
});
const points = z.array(z.array(z.number()));
const goldenSets = z
  .array(
    z.object({
      name: z.string(),
      series: z.array(z.number()).optional(),
      width: z.number().optional(),
      train: points.optional(),
      test: points.optional(),
      knn: z.array(scores.extend({ method: z.string(), k: z.number() })),
      trainRowsScoredAsNew: z.array(z.number()),
      lof: scores.extend({ k: z.number() }),
      cblof: z.array(
        scores.extend({
          weights: z.string(),
          centers: points,
          clusterOf: z.string(),
          large: z.array(z.number()),
          rule: z.string(),
        }),
      ),
      inertias: z.array(z.number()),
    }),
  )
  .parse(golden("outliers.json"));

function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../golden/pyod/${name}`, import.meta.url), "utf8"));
}

type GoldenSet = (typeof goldenSets)[number];

function matrix(rows: readonly (readonly number[])[]): WindowSet {
  const size = rows[0]?.length ?? 0;
  return { values: Float64Array.from(rows.flat()), size, stride: size, count: rows.length };
}

/** The learned and the judged points; of a series, windows 0 to 199 and 201 to 300. */
function pointsOf({ series, width = 0, train = [], test: judged = [] }: GoldenSet) {
  if (series === undefined) return { train: matrix(train), judged: matrix(judged) };
  const values = Float64Array.from(series);
  return {
    train: slidingWindows(values.subarray(0, 200 + width - 1), width),
    judged: slidingWindows(values.subarray(201), width),
  };
}

interface Scored {
  readonly train: Float64Array;
  /** The score that a tenth of the training points exceeds. */
  readonly threshold: number;
  readonly judged: readonly number[];
}

function off(one: number | undefined, other: number): boolean {
  return !(Math.abs((one ?? Number.NaN) - other) <= 1e-9 * Math.max(1, other));
}

/** Where ours differ from PyOD's. */
function differences(ours: Scored, theirs: z.infer<typeof scores>): readonly string[] {
  const labels = ours.judged.map((score) => Number(score > ours.threshold)).join("");
  return [
    ...theirs.trainScores.flatMap((score, at) => (off(ours.train[at], score) ? [`learned point ${at}`] : [])),
    ...theirs.testScores.flatMap((score, at) => (off(ours.judged[2 * at], score) ? [`point ${2 * at}`] : [])),
    ...(off(ours.threshold, theirs.threshold) ? [`threshold ${ours.threshold}`] : []),
    ...(labels === theirs.testAlerts ? [] : [`decisions ${labels}`]),
  ];
}

function thresholdOf(train: Float64Array): number {
  return interpolatedQuantile(train.toSorted(), 1 - contamination);
}

function each<T>(set: WindowSet, call: (from: number) => T): readonly T[] {
  return Array.from({ length: set.count }, (_, at) => call(at * set.stride));
}

test.for(
  goldenSets.flatMap((set) => set.knn.map((theirs) => [set.name, theirs.method, set, theirs] as const)),
)("kNN on %s, %s distance: scores, threshold and decisions are PyOD's", ([, method, set, theirs]) => {
  const { train, judged } = pointsOf(set);
  const nearest = new Float64Array(theirs.k);
  const distanceOf = distanceBy(method);
  const found = each(judged, (from) => {
    nearestDistances(train, judged.values, from, nearest);
    return distanceOf(nearest);
  });

  const own = ownDistances(train, theirs.k, distanceOf);

  expect(differences({ train: own, threshold: thresholdOf(own), judged: found }, theirs)).toEqual([]);
});

test.for(goldenSets.map((set) => [set.name, set] as const))(
  "kNN on %s: learned points that are scored as new ones find themselves",
  ([, { trainRowsScoredAsNew: theirs, ...set }]) => {
    const { train } = pointsOf({ ...set, trainRowsScoredAsNew: theirs });
    const nearest = new Float64Array(5);

    const ours = each(train, (from) => {
      nearestDistances(train, train.values, from, nearest);
      return nearest[4] ?? Number.NaN;
    });

    theirs.forEach((score, at) => expect(ours[at]).toBeCloseTo(score, 8));
    expect(theirs).toHaveLength(5);
  },
);

test.for(goldenSets.map((set) => [set.name, set] as const))(
  "LOF on %s: scores, threshold and decisions are PyOD's",
  ([, set]) => {
    const { train, judged } = pointsOf(set);
    const learned = {
      occurrences: new Uint8Array(train.count).fill(1),
      distancesFrom: (at: number, into: Float64Array) =>
        allDistances(train, train.values, at * train.stride, 0, into),
    };
    const model = fitOutliers(learned, set.lof.k, contamination);
    const score = outlierScorer(learned, model);
    const distances = new Float64Array(train.count);

    const found = each(judged, (from) => {
      allDistances(train, judged.values, from, 0, distances);
      return -score(distances);
    });

    const theirs = { ...set.lof, trainScores: [] };
    expect(
      differences({ train: new Float64Array(), threshold: -model.offset, judged: found }, theirs),
    ).toEqual([]);
  },
);

const clusterCases = goldenSets.flatMap((set) =>
  set.cblof.map((theirs) => [set.name, theirs.centers.length, theirs.weights, set, theirs] as const),
);

test.for(clusterCases)(
  "CBLOF on %s in %i given clusters, weights %s: large clusters, scores, threshold and decisions are PyOD's",
  ([, , weights, set, theirs]) => {
    const { train, judged } = pointsOf(set);
    const clustering = { centers: matrix(theirs.centers), clusterOf: Array.from(theirs.clusterOf, Number) };

    const fitted = fitClusterOutliers(train, clustering, { alpha: 0.9, beta: 5, weights });

    const large = fitted.isLarge.flatMap((isLarge, cluster) => (isLarge ? [cluster] : []));
    expect([fitted.rule, large]).toEqual([theirs.rule, theirs.large]);
    const found = each(judged, (from) => fitted.scoreOf(judged.values, from));
    expect(
      differences({ train: fitted.scores, threshold: thresholdOf(fitted.scores), judged: found }, theirs),
    ).toEqual([]);
  },
);

const splits = z
  .array(
    z.object({
      sizes: z.array(z.number()),
      alpha: z.number(),
      beta: z.number(),
      rule: z.string(),
      largeClusters: z.array(z.number()).nullable(),
    }),
  )
  .parse(golden("splits.json"));

test("clusters are divided where PyOD divides them; where it fails, all are large", () => {
  const ours = splits.map(({ sizes, alpha, beta }) => splitClusters(sizes, alpha, beta));

  const theirs = splits.map(({ sizes, rule, largeClusters }) => ({
    isLarge: sizes.map((_, cluster) => largeClusters?.includes(cluster) ?? true),
    rule: rule === "error" ? "none" : rule,
  }));
  expect(ours).toEqual(theirs);
  expect(new Set(theirs.map(({ rule }) => rule))).toEqual(new Set(["both", "alpha", "none"]));
  expect(splitClusters([14, 100, 15], 0.9, 5)).toEqual({ isLarge: [false, true, false], rule: "beta" });
});

test.for(goldenSets.map((set) => [set.name, set] as const))(
  "on %s our k-means finds clusters as tight as scikit-learn's do with twenty seeds",
  ([, set]) => {
    const { train } = pointsOf(set);

    const { centers, clusterOf } = kMeans(train, 8, randomStream(1, "clusters"));

    const distances = new Float64Array(centers.count);
    const squares = each(train, (from) => {
      allDistances(centers, train.values, from, 0, distances);
      return (distances[clusterOf[from / train.stride] ?? -1] ?? Number.NaN) ** 2;
    });
    const inertia = squares.reduce((sum, square) => sum + square, 0);
    expect(inertia).toBeLessThanOrEqual(Math.max(...set.inertias) * 1.01);
    expect(inertia).toBeGreaterThan(Math.min(...set.inertias) * 0.95);
  },
);

test("k-means finds one cluster where all points are the same, and as many as there are distinct points", () => {
  const same = kMeans(matrix([[1], [1], [1], [1]]), 3, randomStream(1, "clusters"));
  const two = kMeans(matrix([[1], [5], [1], [5]]), 3, randomStream(1, "clusters"));

  expect([same.centers.count, two.centers.count]).toEqual([1, 2]);
  expect([...two.centers.values].toSorted((a, b) => a - b)).toEqual([1, 5]);
});

const [windows] = goldenSets;

test.for([
  ["knn, largest", knn, { method: "largest", k: 5 }, windows?.knn[0]],
  ["knn, mean", knn, { method: "mean", k: 5 }, windows?.knn[1]],
  ["knn, median", knn, { method: "median", k: 5 }, windows?.knn[2]],
  ["lof", lof, { k: 20 }, windows?.lof],
] as const)(
  "asked for contamination 0.1, %s alerts on the windows on which PyOD does",
  ([, definition, options, theirs]) => {
    const rows = rowsOf((windows?.series ?? []).map((value) => value * 1000));

    const labels = alerting(definition, { ...options, reference: 209, contamination }, rows);

    // kNN judges no window that overlaps the reference, and an episode is seen at both ends only.
    const from = definition === knn ? 209 + 9 : 201 + 9;
    expect(labels.slice(from)).toBe((theirs?.testAlerts ?? "").slice(from - 210));
    expect(labels.slice(0, from)).not.toContain("1".repeat(9));
  },
);

/** By row: 1 while an episode is open. */
function alerting(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: ReturnType<typeof rowsOf>,
): string {
  const states = new Map(alertsOn(definition, options, rows).map(({ atIndex, state }) => [atIndex, state]));
  let isOpen = false;
  return rows
    .map(({ index }) => {
      isOpen = states.has(index) ? states.get(index) === "firing" : isOpen;
      return Number(isOpen);
    })
    .join("");
}

test.for([0.1, 0.01])(
  "contamination %f is a rate of healthy alerts: about that share of healthy windows",
  (share) => {
    const noise = randomStream(3, "noise");
    const rows = rowsOf(Array.from({ length: 6000 }, (_, at) => 1000 * Math.exp(0.1 * noise(at).normal())));
    const shares = [knn, lof, cblof].map((definition) => {
      const labels = alerting(definition, { reference: 2000, contamination: share }, rows);
      return labels.slice(2010).replaceAll("0", "").length / 3990;
    });

    for (const found of shares) {
      expect(found).toBeGreaterThan(share * 0.5);
      expect(found).toBeLessThan(share * 2);
    }
  },
);
