import { normalQuantile } from "../../domain/statistics/normal-quantile.ts";
import type { Baseline } from "./baseline.ts";
import { sortedValues } from "./sorted-values.ts";
import { tailScore, upperTailOf } from "./upper-tail.ts";

/** Health is known well enough by then, and what comes later cannot wear it away. */
const mostValues = 5000;

/** A value becomes part of health when so many more have raised no alarm: a fault must not teach that it is health. */
const probation = 50;

/** The tail is fitted anew when there are so many times as many values. */
const refit = 1.05;

/**
 * Learns from the first `reference` values and from every healthy one after them, up to 5,000, which it keeps. The score
 * of a value is the normal quantile of its rank among them: the sequential normal scores of Conover, Tercero-Gomez and
 * Cordero-Franco (2017). In health ranks of a value among those before it are independent and uniform, whatever the law
 * and however short the reference (Barnard 1963), so that thresholds for a known baseline hold from the first judged row
 * on; above the largest values a tail is fitted (`upperTailOf`), for ranks alone cannot tell ten times slower from twice.
 * A value is learned 50 rows late, so that a fault does not hide itself; simulated, ARL0 stays within 10 % of the asked
 * one from 100 rows on.
 * @param unitOf - see `upperTailOf`; of the median
 */
export function learnedBaseline(reference: number, unitOf: (median: number) => number): Baseline {
  const healthy = sortedValues(Math.max(mostValues, reference));
  const waiting = probationers();
  let fitAt = reference;
  let tail = { anchor: Infinity, anchorScore: 0, slope: 1, freedom: 1 };

  const keep = (value: number): void => {
    if (healthy.isFull()) return;
    healthy.add(value);
    const count = healthy.count();
    if (count < fitAt) return;
    tail = upperTailOf(healthy.values, count, unitOf(healthy.values[count >> 1] ?? 0));
    fitAt = Math.ceil(count * refit);
  };

  return {
    isReady: () => healthy.count() >= reference,
    score: (value) => {
      if (value > tail.anchor) return tailScore(tail, value);
      return normalQuantile((healthy.rankOf(value) + 0.5) / (healthy.count() + 1));
    },
    learn: (value) => {
      if (healthy.count() < reference) return keep(value);
      const released = waiting.push(value);
      if (released !== undefined) keep(released);
    },
    doubt: waiting.clear,
  };
}

interface Probationers {
  /** @returns the one that has waited long enough */
  readonly push: (value: number) => number | undefined;
  readonly clear: () => void;
}

function probationers(): Probationers {
  const values = new Float64Array(probation);
  let count = 0;
  let oldest = 0;
  return {
    push: (value) => {
      const released = count === probation ? values[oldest] : undefined;
      count = Math.min(probation, count + 1);
      values[oldest] = value;
      oldest = (oldest + 1) % probation;
      return released;
    },
    clear: () => {
      count = 0;
      oldest = 0;
    },
  };
}
