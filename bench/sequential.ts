import { createDetector } from "../detector/model.ts";
import { cusum, Cusum } from "../detector/series/cusum.ts";
import { Ewma } from "../detector/series/ewma.ts";
import { focus, Focus } from "../detector/series/focus.ts";
import { guard } from "../detector/series/guard.ts";
import { knn } from "../detector/series/knn.ts";
import { PageHinkley } from "../detector/series/page-hinkley.ts";
import type { Statistic } from "../detector/series/statistic/statistic.ts";
import { VarianceCusum } from "../detector/series/statistic/variance-cusum.ts";
import { randomStream } from "../domain/chance/random.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import type { ResponseObservation } from "../domain/response/observation.ts";
import { elapsedMs } from "../domain/response/observation.ts";
import type { Observation } from "../domain/sources.ts";
import { noisyRows } from "../test/detector/traffic.ts";
import { besideBare, perSecondOf } from "./reference.ts";
import type { Row, Section } from "./section.ts";
import { median } from "./section.ts";

const valueCount = 1_000_000;
const rowCount = 200_000;
const repeats = 15;

const statistics: readonly (readonly [string, () => Statistic, string])[] = [
  ["cusum", () => new Cusum(0.5), "20 million a second"],
  ["variance-cusum", () => new VarianceCusum(2, "both"), ""],
  ["ewma", () => new Ewma(0.05), ""],
  ["page-hinkley", () => new PageHinkley(), ""],
  ["focus", () => new Focus(), "5 million a second"],
];

/** Speed of a statistic on values, and of a whole detector on rows. */
export const sequential: Section = {
  name: "sequential",
  summary:
    `Statistics on ${valueCount} normal values, and detectors on a healthy log of ${rowCount} rows; median of ${repeats}. ` +
    "Others, one value at a time: scikit-multiflow PageHinkley 1.6 to 3.2 million per second, changepoint_online Focus " +
    "(Python) 62,000, its C 20 million.",
  run: () => Promise.resolve([...statisticRows(), ...detectorRows()]),
};

/** Detectors beside the barest code that does what they do to a row. */
export const detectorsBesideBare: Section = {
  name: "detectors-beside-bare",
  summary:
    `Detectors on a healthy log of ${rowCount} rows, rows a second, beside a loop over the same rows that takes the logarithm ` +
    "and keeps one sum.",
  run() {
    const rows = noisyRows(1, rowCount, () => 10);
    const bare = (): Promise<number> => perSecondOf(rowCount, () => sumAll(rows));
    const paths = (
      [
        [cusum, 0.27],
        [focus, 0.22],
        [guard, 0.19],
        [knn, 0.43],
      ] as const
    ).map(([definition, usual]) => ({
      what: definition.name,
      ours: () => perSecondOf(rowCount, () => judgeAll(definition, rows)),
      bare,
      usual,
    }));
    return besideBare(paths, repeats);
  },
};

function sumAll(rows: readonly ResponseObservation[]): void {
  const sum = new Cusum(0.5);
  let most = 0;
  for (const row of rows) most = Math.max(most, sum.next(Math.log(elapsedMs(row) / 1000) + 4));
  if (Number.isNaN(most)) throw new RangeError("no score");
}

function statisticRows(): readonly Row[] {
  const random = randomStream(1, "bench")(0);
  const values = Float64Array.from({ length: valueCount }, () => random.normal());
  return statistics.map(([name, create, aim]) => {
    const statistic = create();
    const nanos = timed(valueCount, () => {
      let sum = 0;
      for (const value of values) sum += statistic.next(value);
      if (Number.isNaN(sum)) throw new RangeError("no score");
    });
    return rowOf(`${name}, inside a series`, nanos, aim);
  });
}

function detectorRows(): readonly Row[] {
  const rows = noisyRows(1, rowCount, () => 10);
  return [cusum, focus, guard].map((definition) => {
    const nanos = timed(rowCount, () => judgeAll(definition, rows));
    return rowOf(`${definition.name}, the detector`, nanos, "");
  });
}

function judgeAll(definition: DetectorDefinition, rows: readonly Observation[]): void {
  const detector = createDetector(definition);
  for (const row of rows) detector.observe(row);
}

/** @returns median nanoseconds per item */
function timed(count: number, work: () => void): number {
  const nanos = Array.from({ length: repeats }, () => {
    const beforeMs = performance.now();
    work();
    return ((performance.now() - beforeMs) * 1e6) / count;
  });
  return median(nanos);
}

function rowOf(what: string, nanos: number, aim: string): Row {
  return { what, "ns each": nanos, "million a second": 1000 / nanos, aim };
}
