import { join } from "node:path";
import { expect, test } from "vitest";
import { createDetector, trainDetector } from "../../../detector/model.ts";
import { cusum } from "../../../detector/series/cusum.ts";
import { guard } from "../../../detector/series/guard.ts";
import { scoreFiles } from "../../../harness/files/score-files.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { trainOnLog } from "../../../harness/study/train.ts";
import { blockFor, tuneDetector } from "../../../harness/study/tune.ts";
import { openLabelledLog } from "../../../log/files/writer.ts";
import { jsonReport } from "../../../report/json/verdict.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { textReport } from "../../../report/text/report.ts";
import { dependentRows } from "../../detector/dependent-rows.ts";
import { testFolder } from "../folder.ts";

/** The path of a labelled log without an incident. */
function healthyLog(correlation: number, count: number): string {
  const path = join(testFolder(), "healthy.csv");
  const writer = openLabelledLog({ path, source: "response", format: "csv", bufferBytes: 65_536 });
  for (const observation of dependentRows(5, count, correlation))
    writer.write({ observation, truth: { mode: "normal" } });
  writer.close();
  return path;
}

test("a verdict says what the promise of a detector is worth on rows that depend on each other", async () => {
  const detectors = ["cusum:arl0=10000", "shewhart:arl0=10000", "cusum:threshold=20"];
  const request = { log: healthyLog(0.5, 400), detectors, severity: "error" } as const;

  const { verdict, trace } = await scoreFiles(request);

  const [promise, memoryless, tuned] = verdict.detectors;
  expect(promise?.arl0).toMatchObject({ promised: 10_000, rows: 100 });
  expect(promise?.arl0?.expected).toBeLessThan(1000);
  expect([memoryless, tuned].map((detector) => detector?.arl0)).toEqual([undefined, undefined]);
  expect(JSON.parse(jsonReport(verdict))).toMatchObject({ detectors: [{ arl0: promise?.arl0 }, {}, {}] });
  const text = textReport({ verdict, trace, replayCommand: "" }, plainPaint);
  expect(text.replaceAll(/\n\s+/g, " ")).toMatch(
    / cusum \(arl0=10000, threshold=0\): Rows depend on each other \(rank autocorrelation 0\.\d\d at lag 1, in 100 rows\): expect a false alarm about every \d+ rows instead of 10,000\./,
  );
});

test("on independent rows a verdict says nothing about the promise", async () => {
  const request = { log: healthyLog(0, 400), detectors: ["cusum", "guard"], severity: "error" } as const;

  const { verdict } = await scoreFiles(request);

  expect(verdict.detectors.map(({ arl0 }) => arl0)).toEqual([undefined, undefined]);
});

test("training measures the dependence, keeps it in the model, and says what the promise is worth with it", async () => {
  const choice = await chooseDetector("guard:arl0=1e6", defaultRemoteSettings);

  const { model, arl0 } = await trainOnLog(healthyLog(0.5, 2000), choice);

  expect(Object.keys(model)).toContain("dependence");
  expect(arl0).toMatchObject({ promised: 1e6, rows: 2000 });
  expect(arl0?.expected).toBeLessThan(10_000);
});

test("a model without a measured dependence, as older ones are, promises what it did", () => {
  const model = trainDetector(guard, dependentRows(5, 2000, 0.5));
  const { dependence: _, ...older } = { dependence: undefined, ...model };

  expect(createDetector(guard, { model }).arl0Worth?.()).toMatchObject({ promised: 100_000 });
  expect(createDetector(guard, { model: older }).arl0Worth?.()).toBeUndefined();
});

test.for([
  [20_000, undefined, 50, "without a measure, as before"],
  [20_000, 1, 50, "independent rows: long enough for a window"],
  [20_000, 134, 134, "as long as the dependence requires"],
  [1000, 134, 100, "a tenth of the log at most"],
  [300, 134, 50, "of a short log more"],
] as const)("of %i rows that require blocks of %s, blocks have %i rows: %s", ([rows, blockRows, block]) => {
  const dependence =
    blockRows === undefined ? undefined : { rows, rankAutocorrelations: [], effectiveRows: rows, blockRows };

  expect(blockFor(rows, dependence)).toBe(block);
});

test("tuning draws the blocks that the rows require, and says so", async () => {
  const tuned = await tuneDetector({
    choice: { definition: cusum, options: {} },
    traffic: { kind: "log", path: healthyLog(0.5, 3000) },
    arl0: 500,
    severity: "error",
    seed: 1,
    onProgress: () => undefined,
  });

  expect(tuned.block).toBeGreaterThan(80);
  expect(tuned.block).toBeLessThan(220);
  expect(tuned.rankAutocorrelation).toBeGreaterThan(0.4);
});
