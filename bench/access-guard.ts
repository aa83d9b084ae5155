import { accessGuard } from "../detector/access/guard/guard.ts";
import { createDetector, formatModel, trainDetector } from "../detector/model.ts";
import { pastOf } from "../domain/access/plan.ts";
import { simulateRequests } from "../harness/access/simulate.ts";
import { accessOffice } from "../scenarios/access/access-office.ts";
import { needles } from "../scenarios/access/needles.ts";
import type { Section } from "./section.ts";
import { median } from "./section.ts";

const repeats = 7;

/** Speed of the detector of access logs. */
export const accessGuardSpeed: Section = {
  name: "access-guard",
  summary: `Learns the past of \`needles\` (about 5,000 requests) and judges a week of \`access-office\`; median of ${repeats}.`,
  run: () => {
    const past = [...simulateRequests(pastOf(needles) ?? needles, 1)].map(({ observation }) => observation);
    const week = [...simulateRequests(accessOffice, 1)].map(({ observation }) => observation);
    const model = trainDetector(accessGuard, past);
    const judgeMs = medianMs(() => {
      const detector = createDetector(accessGuard, { model });
      for (const row of week) detector.observe(row);
    });
    const learnMs = medianMs(() => trainDetector(accessGuard, past));
    return Promise.resolve([
      { what: "requests judged a second", value: (1000 * week.length) / judgeMs, aim: "50,000" },
      { what: "requests learned a second", value: (1000 * past.length) / learnMs, aim: "" },
      { what: "model, KB", value: formatModel(model).length / 1000, aim: "500" },
    ]);
  },
};

function medianMs(work: () => void): number {
  return median(
    Array.from({ length: repeats }, () => {
      const beforeMs = performance.now();
      work();
      return performance.now() - beforeMs;
    }),
  );
}
