import { loginGuard } from "../detector/login/guard/guard.ts";
import { usualByMethod, methods } from "../detector/login/rules/usual.ts";
import { addressHours } from "../detector/login/rules/hours.ts";
import { limitsOf, originalExcess, suspiciousHours } from "../detector/login/rules/limits.ts";
import { loginRules, originalPositions } from "../detector/login/rules/rules.ts";
import { createDetector, trainDetector } from "../detector/model.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import type { LoginObservation } from "../domain/login/observation.ts";
import { originalMonth } from "../harness/login/original/month.ts";
import { makeOriginalUserBase } from "../harness/login/original/simulate-to-folder.ts";
import type { Row, Section } from "./section.ts";
import { median } from "./section.ts";

const repeats = 7;
/** 2018-11-01. */
const startMs = 1_541_030_400_000;

/** Speed of login detectors. */
export const loginDetectors: Section = {
  name: "login-detectors",
  summary:
    `The original's month (12,836 attempts), and twenty such months in a row; median of ${repeats}. ` +
    "The original takes 836 ms to aggregate a month.",
  run: () => {
    const month = attempts(30);
    const long = attempts(600);
    return Promise.resolve([
      aggregateRow(month),
      ...[loginRules, loginGuard].map((definition) => streamingRow(definition, month, long)),
    ]);
  },
};

function attempts(days: number): readonly LoginObservation[] {
  const users = makeOriginalUserBase(0);
  const { rows } = originalMonth({ users, seed: 0, days, startMs, addresses: "one" });
  return rows.map(({ observation }) => observation);
}

function aggregateRow(month: readonly LoginObservation[]): Row {
  const value = medianMs(() => {
    const hours = addressHours(month);
    const baselines = usualByMethod(hours, originalPositions(10));
    for (const method of methods) suspiciousHours(hours, limitsOf(baselines, method, originalExcess));
  });
  return { what: "aggregate a month and judge it by four rules, ms", value, aim: "40" };
}

function streamingRow(
  definition: DetectorDefinition,
  month: readonly LoginObservation[],
  long: readonly LoginObservation[],
): Row {
  const model = trainDetector(definition, month);
  const ms = medianMs(() => {
    const detector = createDetector(definition, { model });
    for (const observation of long) detector.observe(observation);
  });
  return {
    what: `${definition.name}, attempts a second`,
    value: (1000 * long.length) / ms,
    aim: "500,000",
  };
}

function medianMs(work: () => void): number {
  return median(
    Array.from({ length: repeats }, () => {
      const beforeMs = performance.now();
      work();
      return performance.now() - beforeMs;
    }),
  );
}
