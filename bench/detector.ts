import { createDetector } from "../detector/model.ts";
import { knnOriginal } from "../detector/series/knn-original.ts";
import { knn } from "../detector/series/knn.ts";
import { lof } from "../detector/series/lof.ts";
import { threshold } from "../detector/series/threshold.ts";
import type { OptionValues } from "../domain/detector-options.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import type { Observation } from "../domain/sources.ts";
import { noisyRows } from "../test/detector/traffic.ts";
import type { Section } from "./section.ts";
import { median } from "./section.ts";

const rowCount = 100_000;
const repeats = 15;

const subjects: readonly (readonly [string, DetectorDefinition, OptionValues])[] = [
  ["knn, 1 reference window", knn, { reference: 10 }],
  ["knn, 21 reference windows", knn, {}],
  ["knn, 291 reference windows", knn, { reference: 300 }],
  ["knn-original", knnOriginal, {}],
  ["lof, 91 reference windows", lof, {}],
  ["threshold", threshold, {}],
];

/** How fast each detector judges a log. */
export const detectorSpeed: Section = {
  name: "detectors",
  summary:
    `Each detector on the same healthy log of ${rowCount} rows, where it must read every row and raises no alert; ` +
    `median of ${repeats}. Aim: 0.2 us with one window, a million per second with 21.`,
  async run() {
    const rows = noisyRows(1, rowCount, () => 10);
    return subjects.map(([detector, definition, options]) => {
      const micros = Array.from({ length: repeats }, () => microsPerObservation(definition, options, rows));
      return {
        detector,
        "us each": median(micros),
        "us, best": Math.min(...micros),
        "observations a second": 1e6 / median(micros),
      };
    });
  },
};

function microsPerObservation(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: readonly Observation[],
): number {
  const detector = createDetector(definition, { options });
  const beforeMs = performance.now();
  for (const row of rows) detector.observe(row);
  return ((performance.now() - beforeMs) * 1000) / rows.length;
}
