import type { Random } from "../../domain/random.ts";
import { bisect } from "../../domain/statistics/bisect.ts";
import { reflectedRunLength } from "../../domain/statistics/reflected-run-length.ts";
import { risingRoot } from "../../domain/statistics/rising-root.ts";
import { weightedLaw } from "./weighted-law.ts";
import type { WeightedLaw } from "./weighted-law.ts";

/** What one row may be before and after a change. */
export interface TwoLaws {
  /** Draws a row and returns the logarithm of how much likelier it is after the change; may be infinite. */
  readonly healthy: (random: Random) => number;
  readonly affected: (random: Random) => number;
}

export interface SampledFloor {
  /** Mean delay in rows, zero state. */
  readonly delay: number;
  readonly error: number;
}

const batches = 8;
const drawsPerBatch = 8000;
const cells = 60;

/**
 * How fast a change from one known law to another can be noticed at all: the zero-state mean delay of the CUSUM of their
 * likelihood ratio, which is optimal among all rules with at least this ARL0 (Moustakides 1986). Run lengths come from
 * the integral equation on sampled steps: each batch is drawn half from either law and weighted (Veach's balance), so
 * that rare steps are not missed; the error is that of the mean over the batches.
 * @param arl0 - above 1
 * @param chance - of a batch, by its number
 */
export function likelihoodRatioFloor(
  { healthy, affected }: TwoLaws,
  arl0: number,
  chance: (batch: number) => Random,
): SampledFloor {
  const delays = Array.from({ length: batches }, (_, batch) => {
    const random = chance(batch);
    const steps = Float64Array.from({ length: drawsPerBatch }, (__, at) =>
      at % 2 === 0 ? healthy(random) : affected(random),
    );
    steps.sort();
    return delayOf(steps, arl0);
  });
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / batches;
  const squares = delays.reduce((sum, delay) => sum + (delay - mean) * (delay - mean), 0);
  return { delay: mean, error: Math.sqrt(squares / (batches - 1) / batches) };
}

/** @param steps - rising, drawn from both laws alike */
function delayOf(steps: Float64Array, arl0: number): number {
  const before = weightedLaw(steps, (step) => 2 / (1 + Math.exp(step)));
  const after = weightedLaw(steps, (step) => 2 / (1 + Math.exp(-step)));
  if (1 - before.cumulative(0) <= 1 / arl0) return singleRowDelay(before, after, arl0);
  const h = risingRoot(1e-6, Math.log(arl0), (at) => Math.log(reflectedRunLength(before, at, cells) / arl0));
  return reflectedRunLength(after, h, cells);
}

/** The laws are so far apart that one row decides: the CUSUM is then a threshold on single steps. */
function singleRowDelay(before: WeightedLaw, after: WeightedLaw, arl0: number): number {
  const threshold = bisect(-100, 0, (at) => 1 - before.cumulative(at) <= 1 / arl0);
  return 1 / Math.max(1e-12, 1 - after.cumulative(threshold));
}
