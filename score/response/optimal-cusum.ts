import type { Random } from "../../domain/chance/random.ts";
import { normalUpperTail } from "../../domain/numbers/normal.ts";
import { bisect, risingRoot } from "../../domain/numbers/root.ts";
import type { StepLaw } from "../../domain/numbers/run-length.ts";
import { cusumRunLength, reflectedRunLength } from "../../domain/numbers/run-length.ts";
import { countUpTo } from "../../domain/numbers/search.ts";

/**
 * How fast a shift of a normal mean can be noticed at all: the zero-state mean delay, in observations, of the CUSUM
 * that is optimal among all rules with at least this ARL0 (Moustakides 1986). An exact floor, not log(ARL0) / KL, which
 * is only its first order.
 * @param shiftSd - of the mean, in standard deviations, above 0
 * @param arl0 - healthy observations per false alarm, above 1
 */
export function gaussianFloor(shiftSd: number, arl0: number): number {
  const k = shiftSd / 2;
  if (1 / normalUpperTail(k) >= arl0) return singleValueDelay(shiftSd, arl0);
  const h = bisect(0, highestThreshold(k, arl0), (threshold) => cusumRunLength(k, threshold, 0) >= arl0);
  return cusumRunLength(k, h, shiftSd);
}

/** A shift so large that one value decides: the CUSUM is then a threshold on single values. */
function singleValueDelay(shiftSd: number, arl0: number): number {
  const threshold = bisect(0, 40, (at) => normalUpperTail(at) <= 1 / arl0);
  return 1 / normalUpperTail(threshold - shiftSd);
}

function highestThreshold(k: number, arl0: number): number {
  let h = 1;
  while (cusumRunLength(k, h, 0) < arl0) h *= 1.25;
  return h;
}

/** What one row may be before and after a change. */
interface TwoLaws {
  /** Draws a row and returns the logarithm of how much likelier it is after the change; may be infinite. */
  readonly healthy: (random: Random) => number;
  readonly affected: (random: Random) => number;
}

interface SampledFloor {
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

/** The law of a weighted sample. */
type WeightedLaw = StepLaw;

/**
 * @param sorted - rising; may hold infinities
 * @param weightOf - of a step, 0 or more; weights are scaled to sum to 1
 */
function weightedLaw(sorted: Float64Array, weightOf: (step: number) => number): WeightedLaw {
  const masses = new Float64Array(sorted.length + 1);
  const means = new Float64Array(sorted.length + 1);
  for (const [at, step] of sorted.entries()) {
    const weight = weightOf(step);
    masses[at + 1] = (masses[at] ?? 0) + weight;
    means[at + 1] = (means[at] ?? 0) + (Number.isFinite(step) ? weight * step : 0);
  }
  const total = masses[sorted.length] ?? 1;
  return {
    cumulative: (at) => (masses[countUpTo(sorted, at)] ?? 0) / total,
    partialMean: (at) => (means[countUpTo(sorted, at)] ?? 0) / total,
  };
}
