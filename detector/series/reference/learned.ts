import { normalQuantile } from "../../../domain/numbers/normal.ts";
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
export function learnedReference(reference: number, unitOf: (median: number) => number): Reference {
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

/** Values in rising order, in one array. */
interface SortedValues {
  /** Holds `count()` of them. */
  readonly values: Float64Array;
  readonly count: () => number;
  readonly isFull: () => boolean;
  readonly add: (value: number) => void;
  /** How many are smaller, and half of those that are equal. */
  readonly rankOf: (value: number) => number;
}

export function sortedValues(room: number): SortedValues {
  const values = new Float64Array(room);
  let count = 0;

  const below = (value: number): number => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    values,
    count: () => count,
    isFull: () => count === room,
    add: (value) => {
      const place = below(value);
      values.copyWithin(place + 1, place, count);
      values[place] = value;
      count += 1;
    },
    rankOf: (value) => {
      const low = below(value);
      let high = low;
      while (high < count && values[high] === value) high += 1;
      return (low + high) / 2;
    },
  };
}

/**
 * What is known of health: turns values into scores that are standard normal as long as nothing is wrong, whatever the
 * law of the values.
 */
export interface Reference {
  /** Enough is known to judge. */
  readonly isReady: () => boolean;
  readonly score: (value: number) => number;
  /** Adds a value of the reference, or one that raised no alarm. */
  readonly learn: (value: number) => void;
  /** There is an alarm: what was learned last is in doubt. */
  readonly doubt: () => void;
}
