import { once } from "node:events";
import { Cusum } from "../detector/series/cusum.ts";
import { Ewma } from "../detector/series/ewma.ts";
import { Focus } from "../detector/series/focus.ts";
import { PageHinkley } from "../detector/series/page-hinkley.ts";
import type { Statistic } from "../detector/series/statistic/statistic.ts";
import { VarianceCusum } from "../detector/series/statistic/variance-cusum.ts";
import { randomStream } from "../domain/chance/random.ts";
import { forkBench } from "./built.ts";
import { besideBare } from "./reference.ts";
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

/** Speed of a statistic on values. */
export const sequential: Section = {
  name: "sequential",
  summary:
    `Statistics on ${valueCount} normal values; median of ${repeats}. ` +
    "Others, one value at a time: scikit-multiflow PageHinkley 1.6 to 3.2 million per second, changepoint_online Focus " +
    "(Python) 62,000, its C 20 million.",
  run: () => Promise.resolve(statisticRows()),
};

/** The message to a detector's process, which answers with rows a second. */
export interface DetectorOrder {
  /** Name of a detector; without it, the bare loop. */
  readonly detector?: string;
  readonly rowCount: number;
}

/** Detectors beside the barest code that does what they do to a row. */
export const detectorsBesideBare: Section = {
  name: "detectors-beside-bare",
  summary:
    `Detectors on a healthy log of ${rowCount} rows, rows a second, each in a process of its own as in a drill, beside a loop ` +
    "over the same rows that takes the logarithm and keeps one sum. Aims: 12.5 million for cusum and knn, 6.7 million for " +
    "focus and guard.",
  async run() {
    const rows: Row[] = [];
    for (const [detector, usual] of usualShares) {
      const child = await forkBench("detector-process");
      const perSecond = (order: DetectorOrder) => async (): Promise<number> => {
        child.send(order);
        return once(child, "message").then(([first]: number[]) => first ?? 0);
      };
      const path = {
        what: detector,
        ours: perSecond({ detector, rowCount }),
        bare: perSecond({ rowCount }),
        usual,
      };
      rows.push(...(await besideBare([path], repeats)));
      child.disconnect();
    }
    return rows;
  },
};

/** Of the bare loop's speed, when the detector was last worked on. */
const usualShares = [
  ["cusum", 0.27],
  ["focus", 0.22],
  ["guard", 0.19],
  ["knn", 0.43],
] as const;

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
