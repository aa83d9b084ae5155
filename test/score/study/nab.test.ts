import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { nabProfiles } from "../../../domain/results/nab.ts";
import type { NabSeries } from "../../../score/study/nab.ts";
import { NabCorpus, nabRowWorths, nabScores, nabWeights, probationRows } from "../../../score/study/nab.ts";

const byProfile = <T extends z.ZodType>(shape: T) => z.record(z.enum(nabProfiles), shape);
const total = z.object({ threshold: z.number(), raw: z.number(), normalised: z.number() });

const golden = z
  .object({
    threshold: z.number(),
    files: z.array(
      z.object({
        file: z.string(),
        note: z.string(),
        rows: z.number(),
        probationRows: z.number(),
        windows: z.array(z.tuple([z.number(), z.number()])),
        scores: z.record(z.string(), z.number()),
        raw: byProfile(z.number()),
        worth: z.record(z.string(), z.number()),
        rowWorth: z.array(z.number()),
      }),
    ),
    corpus: byProfile(
      z.object({
        nullRaw: z.number(),
        perfectTotal: z.number(),
        toy: z.object({ atThreshold: total, optimised: total }),
        perfect: z.object({ raw: z.number(), normalised: z.number() }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL("../../golden/nab/expected.json", import.meta.url), "utf8")));

/** To 1e-9. */
const digits = 9;

function seriesOf({ rows, windows, scores }: (typeof golden.files)[number]): NabSeries {
  return {
    windows: windows.map(([firstIndex, lastIndex]) => ({ firstIndex, lastIndex })),
    scores: Float64Array.from({ length: rows }, (_, index) => scores[index] ?? 0),
  };
}

/** The worth of an alert on each row by the standard profile. */
function standardWorths(series: NabSeries): readonly number[] {
  const { tp, fp } = nabWeights.standard;
  return nabRowWorths(series).map(({ window, factor }) => factor * (window < 0 ? fp : tp));
}

test("the golden files are thirteen", () => {
  expect(golden.files).toHaveLength(13);
});

test.for(golden.files)("$file scores as NAB's own code does: $note", (file) => {
  const series = seriesOf(file);
  const corpus = new NabCorpus([series]);
  const worths = standardWorths(series);

  expect(probationRows(file.rows)).toBe(file.probationRows);
  for (const profile of nabProfiles)
    expect(corpus.at(nabWeights[profile], golden.threshold).raw).toBeCloseTo(file.raw[profile], digits);
  for (const [index, worth] of Object.entries(file.worth))
    expect(worths[Number(index)]).toBeCloseTo(worth, digits);
  for (const [index, worth] of file.rowWorth.entries()) expect(worths[index]).toBeCloseTo(worth, digits);
});

test.for(nabProfiles)("all files together score as in NAB, at its own best threshold: %s", (profile) => {
  const corpus = new NabCorpus(golden.files.map(seriesOf));
  const { toy } = golden.corpus[profile];

  const at = corpus.at(nabWeights[profile], golden.threshold);
  const best = corpus.optimized(nabWeights[profile]);

  expect(at.raw).toBeCloseTo(toy.atThreshold.raw, digits);
  expect(at.normalized).toBeCloseTo(toy.atThreshold.normalised, digits);
  expect(best.threshold).toBe(toy.optimised.threshold);
  expect(best.raw).toBeCloseTo(toy.optimised.raw, digits);
  expect(best.normalized).toBeCloseTo(toy.optimised.normalised, digits);
});

/** One alert, on the first row of each window that is outside probation. */
function perfect({ windows, scores }: NabSeries): NabSeries {
  const alerts = new Float64Array(scores.length);
  for (const { firstIndex, lastIndex } of windows) {
    const index = Math.max(firstIndex, probationRows(scores.length));
    if (index <= lastIndex) alerts[index] = 1;
  }
  return { windows, scores: alerts };
}

function silent({ windows, scores }: NabSeries): NabSeries {
  return { windows, scores: new Float64Array(scores.length) };
}

test.for(nabProfiles)(
  "a silent detector gets 0, and windows in probation keep a perfect one below 100: %s",
  (profile) => {
    const series = golden.files.map(seriesOf);
    const weights = nabWeights[profile];
    const { nullRaw, perfect: best } = golden.corpus[profile];

    const nothing = new NabCorpus(series.map(silent)).optimized(weights);
    expect(nothing).toMatchObject({ threshold: 1.1, normalized: 0, noticed: 0, falseAlarms: 0 });
    expect(nothing.raw).toBeCloseTo(nullRaw, digits);
    expect(new NabCorpus(series.map(perfect)).optimized(weights).normalized).toBeCloseTo(
      best.normalised,
      digits,
    );
    const clean = series.filter((_, at) => !/08_|09_/.test(golden.files[at]?.file ?? ""));
    expect(new NabCorpus(clean.map(perfect)).optimized(weights).normalized).toBe(100);
  },
);

test("after a window of one row an alert costs all of fp, where NAB divides by zero", () => {
  const window = { firstIndex: 20, lastIndex: 20 };

  const worths = standardWorths({ windows: [window], scores: new Float64Array(40) });

  expect([worths[19], worths[20], worths[21], worths[39]]).toEqual([-0.11, 1, -0.11, -0.11]);
});

test("windows out of order score as in order, where NAB loses them", () => {
  const windows = [
    { firstIndex: 50, lastIndex: 59 },
    { firstIndex: 20, lastIndex: 29 },
  ];
  const scores = Float64Array.from({ length: 80 }, (_, index) => (index === 22 || index === 51 ? 1 : 0));

  const found = new NabCorpus([{ windows, scores }]).at(nabWeights.standard, 1);

  expect(found).toEqual(
    new NabCorpus([{ windows: windows.toReversed(), scores }]).at(nabWeights.standard, 1),
  );
  expect(found.noticed).toBe(2);
});

test("a threshold below every score makes every judged row alert, where NAB crashes", () => {
  const scores = new Float64Array(40).fill(0.5);

  expect(new NabCorpus([{ windows: [], scores }]).at(nabWeights.standard, 0.1)).toMatchObject({
    falseAlarms: 34,
    noticed: 0,
  });
});

test("of thresholds that tie the highest is kept", () => {
  const scores = Float64Array.from({ length: 40 }, (_, index) =>
    index === 20 ? 0.9 : index === 22 ? 0.5 : 0,
  );
  const windows = [{ firstIndex: 20, lastIndex: 29 }];

  expect(new NabCorpus([{ windows, scores }]).optimized(nabWeights.standard).threshold).toBe(0.9);
});

test("files without a window lose points for false alarms alone", () => {
  const alarms = { windows: [], scores: new Float64Array(10).fill(1) };

  expect(new NabCorpus([alarms]).at(nabWeights.standard, 0.5).normalized).toBeCloseTo(100 - 9 * 0.11, digits);
  expect(new NabCorpus([]).optimized(nabWeights.standard).normalized).toBe(100);
});

test("measures become scores from 0 to 1 in their order, and one rise of an episode counts once", () => {
  expect([...nabScores([-1, NaN, 0, 1, 0.5, 3, 3, NaN, Infinity])]).toEqual([0, 0, 0, 0.5, 0, 0.75, 0, 0, 1]);
  const apart = [1, ...Array.from({ length: 29 }, () => 0), 1];
  expect(nabScores(apart).at(-1)).toBe(0);
  expect(nabScores([...apart.slice(0, 30), 0, 1]).at(-1)).toBe(0.5);
});
