import { bisect } from "../../domain/numbers/root.ts";
import type { FalseAlarmRate } from "../../domain/results/statistics.ts";

/** @param durationMs - of the healthy traffic, in the drill's time */
export function falseAlarmRate(
  observations: number,
  falseAlarms: number,
  durationMs: number,
): FalseAlarmRate {
  return {
    observations,
    falseAlarms,
    perThousand: observations === 0 ? 0 : (falseAlarms * 1000) / observations,
    perHour: durationMs === 0 ? 0 : (falseAlarms * 3_600_000) / durationMs,
    ...(falseAlarms === 0 ? {} : { arl0: observations / falseAlarms }),
    arl0AtLeast: observations / poissonUpper(falseAlarms, 0.95),
  };
}

/** P(X <= count) for a Poisson mean. */
function poissonCumulative(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let at = 1; at <= count; at += 1) {
    term *= mean / at;
    sum += term;
  }
  return Math.min(1, sum);
}

/** The exact upper confidence bound on a Poisson mean after `count` events: half of `chi2_confidence(2 count + 2)`. */
export function poissonUpper(count: number, confidence: number): number {
  const high = count + 10 * Math.sqrt(count + 1) + 20;
  return bisect(0, high, (mean) => poissonCumulative(count, mean) <= 1 - confidence);
}
