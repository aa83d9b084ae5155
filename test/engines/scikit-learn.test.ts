import { execFileSync } from "node:child_process";
import type { TestContext } from "vitest";
import { expect, test } from "vitest";
import { z } from "zod";
import { fitOutliers, outlierScorer } from "../../detector/series/statistic/local-outlier-factor.ts";
import { WordPoints, wordVector } from "../../detector/text/words.ts";
import { allDistances, slidingWindows } from "../../detector/series/nearest-window.ts";
import { below } from "../../domain/chance/draw.ts";
import { randomStream } from "../../domain/chance/random.ts";
import { pythonWith } from "./python.ts";
import type { Range } from "../detector/outlier-ranges.ts";
import { isWithin, scoreRanges } from "../detector/outlier-ranges.ts";

const program = `
import json, sys
import numpy
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.neighbors import LocalOutlierFactor
given = json.load(sys.stdin)
if given["kind"] == "texts":
    vectorizer = HashingVectorizer(n_features=2**20)
    train, judged = vectorizer.transform(given["train"]), vectorizer.transform(given["judged"])
else:
    train, judged = numpy.array(given["train"]), numpy.array(given["judged"])
model = LocalOutlierFactor(n_neighbors=given["k"], contamination=given["contamination"], novelty=True)
model.fit(train)
print(json.dumps({"offset": model.offset_, "scores": model.score_samples(judged).tolist(), "flagged": (model.predict(judged) == -1).tolist()}))
`;

const python = pythonWith("sklearn");
const reason = "needs python3 with scikit-learn";

/** Without it a test is skipped, but in CI it fails. */
function skipWithoutScikitLearn(context: TestContext): void {
  if (python !== undefined) return;
  if (process.env["CI"] === "true") throw new Error(reason);
  context.skip(reason);
}

interface Question {
  readonly kind: "texts" | "points";
  readonly k: number;
  readonly contamination: number;
  readonly train: readonly (string | readonly number[])[];
  readonly judged: readonly (string | readonly number[])[];
}

function answerOf(question: Question) {
  const text = execFileSync(python ?? "", ["-c", program], {
    input: JSON.stringify(question),
    encoding: "utf8",
  });
  return z
    .object({ offset: z.number(), scores: z.array(z.number()), flagged: z.array(z.boolean()) })
    .parse(JSON.parse(text));
}

const words =
  "su sudo cat git ls bundle exec tail curl rsync systemctl restart nginx app log etc var www été 日本".split(
    " ",
  );

/** Command lines of one to five words, the first words more often than the last. */
function lines(seed: number, count: number): readonly string[] {
  const stream = randomStream(seed, "lines");
  return Array.from({ length: count }, (_, at) => {
    const random = stream(at);
    const length = 1 + below(random, 5);
    return Array.from({ length }, () => words[below(random, 1 + below(random, words.length))] ?? "").join(
      " ",
    );
  });
}

/** True when all scores of the range are on one side of both offsets. */
function isDecided({ low, high }: Range, lowest: number, highest: number): boolean {
  return high < lowest * (1 + 1e-6) || low > highest * (1 - 1e-6);
}

test.for([
  [1, 5, 0.001],
  [2, 5, 0.01],
  [3, 20, 0.05],
  [4, 1, 0.1],
] as const)(
  "texts of seed %i, k %i, contamination %f: scores and decisions are scikit-learn's",
  ([seed, k, contamination], context) => {
    skipWithoutScikitLearn(context);
    const [train, judged] = [lines(seed, 600), lines(seed + 100, 200)];
    const theirs = answerOf({ kind: "texts", k, contamination, train, judged });
    const points = new WordPoints();
    for (const line of train) points.add(wordVector(line));
    const model = fitOutliers(points, k, contamination);
    const score = outlierScorer(points, model);
    const distances = new Float64Array(points.vectors.length);
    const vectors = judged.map(wordVector);
    const ranges = scoreRanges(points, k, vectors);

    // The offset depends on choices among equidistant neighbors, too.
    const [lowest, highest] = [Math.min(model.offset, theirs.offset), Math.max(model.offset, theirs.offset)];

    const mistakes = vectors.flatMap((vector, at) => {
      points.distancesTo(vector, distances);
      const ours = score(distances);
      const range = ranges[at] ?? { low: Number.NaN, high: Number.NaN };
      const areWithin = isWithin(range, ours) && isWithin(range, theirs.scores[at] ?? Number.NaN);
      const agrees = !isDecided(range, lowest, highest) || ours < model.offset === theirs.flagged[at];
      return areWithin && agrees ? [] : [{ line: judged[at], ours, theirs: theirs.scores[at], range }];
    });
    expect(mistakes).toEqual([]);
  },
);

test.for([
  [1, 5, 0.001],
  [2, 10, 0.02],
  [3, 3, 0.1],
] as const)(
  "windows of seed %i, k %i, contamination %f: scores and decisions are scikit-learn's, to 1e-9",
  ([seed, k, contamination], context) => {
    skipWithoutScikitLearn(context);
    const size = 10;
    const stream = randomStream(seed, "values");
    const values = (from: number, count: number) =>
      Float64Array.from({ length: count }, (_, at) => Math.exp(0.5 * stream(from + at).normal()));
    const [train, judged] = [slidingWindows(values(0, 300), size), slidingWindows(values(1000, 120), size)];
    const matrix = ({ values: all, count }: typeof train) =>
      Array.from({ length: count }, (_, at) => [...all.subarray(at, at + size)]);
    const theirs = answerOf({
      kind: "points",
      k,
      contamination,
      train: matrix(train),
      judged: matrix(judged),
    });
    const points = {
      occurrences: new Uint8Array(train.count).fill(1),
      distancesFrom: (from: number, into: Float64Array): void =>
        allDistances(train, train.values, from, 0, into),
    };
    const model = fitOutliers(points, k, contamination);
    const score = outlierScorer(points, model);
    const distances = new Float64Array(train.count);

    const ours = Array.from({ length: judged.count }, (_, at) => {
      allDistances(train, judged.values, at, 0, distances);
      return score(distances);
    });

    expect(model.offset).toBeCloseTo(theirs.offset, 9);
    ours.forEach((value, at) => expect(value).toBeCloseTo(theirs.scores[at] ?? Number.NaN, 9));
    expect(ours.map((value) => value < model.offset)).toEqual(theirs.flagged);
  },
);
