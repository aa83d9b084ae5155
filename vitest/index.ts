import { expect, TestRunner } from "vitest";
import { orderStatistic } from "../domain/numbers/quantile.ts";
import type { Scenario } from "../domain/sources.ts";
import { didYouMean } from "../domain/text/nearest-name.ts";
import type { IncidentVerdict } from "../domain/verdict.ts";
import type { DetectorInput } from "../harness/drill/program.ts";
import type { Checked, ToDetectOptions, ToStayQuietOptions } from "./expectation.ts";
import { checkDetects, checkStaysQuiet } from "./expectation.ts";

export { mutantsOf } from "../detector/mutants.ts";

/** The matchers that this module adds to `expect`. */
export interface FiredrillMatchers<R = unknown> {
  /** Passes when the detector detects every incident of the scenario in time and raises no false alarm. */
  toDetect: (scenario: string | Scenario, options?: ToDetectOptions) => Promise<R>;
  /** Passes when the detector raises no false alarm. */
  toStayQuiet: (scenario: string | Scenario, options?: ToStayQuietOptions) => Promise<R>;
}

declare module "vitest" {
  // The type parameter must match the declaration of vitest.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> extends FiredrillMatchers<T> {}
}

expect.extend({
  async toDetect(detector: DetectorInput, scenario: string | Scenario, options: ToDetectOptions = {}) {
    checkOptions("toDetect", options, ["within", "severity", "seed", "seeds", "set"]);
    return reported(await checkDetects(detector, scenario, options));
  },
  async toStayQuiet(detector: DetectorInput, scenario: string | Scenario, options: ToStayQuietOptions = {}) {
    checkOptions("toStayQuiet", options, ["seed", "seeds", "set"]);
    return reported(await checkStaysQuiet(detector, scenario, options));
  },
});

/** A test in plain JavaScript may misspell an option, which would be ignored. */
function checkOptions(matcher: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Error(
    `Unknown option "${unknown}" of ${matcher}. ${didYouMean(unknown, known)}Options: ${known.join(", ")}.`,
  );
}

async function reported({
  pass,
  message,
  detections,
}: Checked): Promise<{ pass: boolean; message: () => string }> {
  await annotateDelays(detections);
  return { pass, message: () => message };
}

/** Adds the delays to the test, for the junit, json and github reporters. */
async function annotateDelays(detections: readonly IncidentVerdict[]): Promise<void> {
  const test = TestRunner.getCurrentTest();
  if (test === undefined || detections.length === 0) return;
  const delays = {
    "ttd.affected": detections.flatMap(({ delayAffected }) => delayAffected ?? []),
    "ttd.ms": detections.flatMap(({ delayMs }) => delayMs ?? []),
  };
  Object.assign(test.meta, { firedrill: delays });
  for (const [name, values] of Object.entries(delays)) {
    for (const [suffix, value] of Object.entries(quantilesOf(values))) {
      await test.context.annotate(String(value), `${name}${suffix}`);
    }
  }
}

/** A single value, or the median, 95th percentile and maximum of several. */
function quantilesOf(values: readonly number[]): Readonly<Record<string, number>> {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => orderStatistic(sorted, share) ?? 0;
  return sorted.length === 1 ? { "": at(1) } : { ".p50": at(0.5), ".p95": at(0.95), ".max": at(1) };
}
