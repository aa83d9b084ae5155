import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nabProfiles } from "../../../domain/results/nab.ts";
import { findDetector } from "../../../detector/registry.ts";
import { readNabFolder, runNab } from "../../../harness/study/nab.ts";
import { NabCorpus, nabWeights } from "../../../score/study/nab.ts";

/** Three folders of NAB, which are not ours to pass on. */
const published = join("..", "shared", "nab");
const isMissing = !existsSync(published);
const reason = `there is no ${published}`;

test("on NAB's folders a silent detector gets 0 and a perfect one 100, by each profile", async ({ skip }) => {
  skip(isMissing, reason);
  const { files } = await readNabFolder(published);
  const corpusOf = (scoreOf: (index: number, starts: readonly number[]) => number) =>
    new NabCorpus(
      files.map(({ rows, windows }) => {
        const starts = windows.map(({ firstIndex }) => firstIndex);
        return { windows, scores: Float64Array.from(rows, (_, index) => scoreOf(index, starts)) };
      }),
    );

  const silent = corpusOf(() => 0);
  const perfect = corpusOf((index, starts) => (starts.includes(index) ? 1 : 0));

  expect(files).toHaveLength(28);
  expect(perfect.windows).toBe(36);
  for (const profile of nabProfiles) {
    expect(silent.optimized(nabWeights[profile])).toMatchObject({ normalized: 0, threshold: 1.1 });
    expect(perfect.optimized(nabWeights[profile])).toMatchObject({ normalized: 100, falseAlarms: 0 });
  }
});

/** Of its published files, which have 12 digits, and in full precision. */
const windowedGaussian = { published: 26.5, full: 30.6 };

test("conformal is more than 10 points above the windowed Gaussian in full precision, and above kNN-CAD's 57", async ({
  skip,
}) => {
  skip(isMissing, reason);
  const folder = await readNabFolder(published);

  const { detectors } = await runNab({
    folder,
    choices: [{ definition: findDetector("conformal"), options: {} }],
    signal: new AbortController().signal,
    onFile: () => undefined,
  });

  const { profiles } = detectors[0] ?? {};
  expect(profiles?.standard.normalized).toBeGreaterThan(windowedGaussian.full + 10);
  expect(nabProfiles.map((profile) => profiles?.[profile].normalized.toFixed(1))).toEqual([
    "64.3",
    "61.0",
    "66.9",
  ]);
});
