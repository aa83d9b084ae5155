import type { Statistic } from "../../../../detector/series/statistic/statistic.ts";
import type { Random } from "../../../../domain/chance/random.ts";
import { randomStream } from "../../../../domain/chance/random.ts";

/** A mean of independent runs and its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

export function estimated(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Draws a value after the change; `at` counts from 0. */
export type Change = (random: Random, at: number) => number;

export interface RunSettings {
  readonly statistic: Statistic;
  readonly threshold: number;
  readonly runs: number;
  readonly seed: number;
  /** Number of standard normal values before the change. A run that alarms on them starts again. */
  readonly healthy: number;
  readonly change: Change;
}

/** Values from the change to the alarm. */
export function delays({ statistic, threshold, runs, seed, healthy, change }: RunSettings): Estimate {
  const chance = randomStream(seed, "run");
  let attempt = 0;
  const found = Array.from({ length: runs }, () => {
    let random = chance(attempt);
    for (; !staysSilent(statistic, threshold, healthy, random); random = chance(attempt)) attempt += 1;
    attempt += 1;
    let at = 0;
    while (statistic.next(change(random, at)) < threshold) at += 1;
    return at + 1;
  });
  return estimated(found);
}

function staysSilent(statistic: Statistic, threshold: number, healthy: number, random: Random): boolean {
  statistic.reset();
  for (let at = 0; at < healthy; at += 1) if (statistic.next(random.normal()) >= threshold) return false;
  return true;
}

/**
 * Mean run lengths to several thresholds at once: each run continues to the highest.
 * @param thresholds - ascending
 */
export function runLengths(
  statistic: Statistic,
  thresholds: readonly number[],
  runs: number,
  seed: number,
): readonly Estimate[] {
  const chance = randomStream(seed, "run");
  const lengths: number[][] = thresholds.map(() => []);
  for (let run = 0; run < runs; run += 1) {
    const random = chance(run);
    statistic.reset();
    let passed = 0;
    for (let length = 1; passed < thresholds.length; length += 1) {
      const score = statistic.next(random.normal());
      for (; passed < thresholds.length && score >= (thresholds[passed] ?? 0); passed += 1)
        lengths[passed]?.push(length);
    }
  }
  return lengths.map((values) => estimated(values));
}
