import type { Dependence } from "../../../domain/numbers/dependence.ts";
import { dependenceOf } from "../../../domain/numbers/dependence.ts";
import { normalQuantile } from "../../../domain/numbers/normal.ts";
import type { UpperTail } from "./upper-tail.ts";
import { tailScore, upperTailOf } from "./upper-tail.ts";

/** Enough values to know the healthy distribution. Later values are not added, so that they cannot shift it. */
const mostValues = 5000;

/**
 * A value is learned only after this many more rows without an alarm, so that a fault does not teach itself as
 * healthy.
 */
const probation = 50;

/** The tail is refitted when the number of values has grown by this factor. */
const refit = 1.05;

/**
 * Learns from the first `reference` values and from every healthy value after them, up to 5,000. A value's score is
 * the normal quantile of its rank among them: the sequential normal scores of Conover, Tercero-Gomez and
 * Cordero-Franco (2017). While nothing is wrong, the ranks are independent and uniform for any distribution and any
 * reference length (Barnard 1963), so thresholds for a known baseline hold from the first judged row. Above the
 * largest values a fitted tail (`upperTailOf`) gives the score, because ranks alone cannot tell ten times slower from
 * twice. In simulations ARL0 stays within 10 % of its target from 100 rows on.
 */
export class LearnedReference implements Reference {
  isReady = false;
  isLearning = true;
  private readonly reference: number;
  private readonly unitOf: (median: number) => number;
  private readonly healthy: SortedValues;
  private readonly first: Float64Array;
  private readonly waiting = new ProbationQueue();
  /** The score at each half rank, once no more values are kept; empty before. */
  private scores = new Float64Array(0);
  private fitAt: number;
  private tail: UpperTail = { anchor: Infinity, anchorScore: 0, slope: 1, freedom: 1 };

  /** @param unitOf - maps the median to the `unit` of `upperTailOf` */
  constructor(reference: number, unitOf: (median: number) => number) {
    this.reference = reference;
    this.unitOf = unitOf;
    this.healthy = new SortedValues(Math.max(mostValues, reference));
    this.first = new Float64Array(reference);
    this.fitAt = reference;
  }

  score(value: number): number {
    if (value > this.tail.anchor) return tailScore(this.tail, value);
    const twiceRank = this.healthy.twiceRankOf(value);
    return this.scores[twiceRank] ?? this.scoreOf(twiceRank);
  }

  private scoreOf(twiceRank: number): number {
    return normalQuantile((twiceRank / 2 + 0.5) / (this.healthy.count() + 1));
  }

  learn(value: number): void {
    if (!this.isLearning) return;
    if (!this.isReady) {
      this.first[this.healthy.count()] = value;
      this.keep(value);
      return;
    }
    const released = this.waiting.push(value);
    if (released !== undefined) this.keep(released);
  }

  doubt(): void {
    this.waiting.clear();
  }

  dependence(): Dependence | undefined {
    return this.isReady ? dependenceOf(this.first) : undefined;
  }

  private keep(value: number): void {
    const { healthy } = this;
    healthy.add(value);
    const count = healthy.count();
    this.isReady = count >= this.reference;
    this.isLearning = !healthy.isFull();
    if (count === mostValues && !this.isLearning)
      this.scores = Float64Array.from({ length: 2 * count + 1 }, (_, twiceRank) => this.scoreOf(twiceRank));
    if (count < this.fitAt) return;
    this.tail = upperTailOf(healthy.values, count, this.unitOf(healthy.values[count >> 1] ?? 0));
    this.fitAt = Math.ceil(count * refit);
  }
}

/** The newest values, not learned yet. */
class ProbationQueue {
  private readonly values = new Float64Array(probation);
  private count = 0;
  private oldest = 0;

  /** @returns the value that has waited long enough, if any */
  push(value: number): number | undefined {
    const released = this.count === probation ? this.values[this.oldest] : undefined;
    this.count = Math.min(probation, this.count + 1);
    this.values[this.oldest] = value;
    this.oldest = (this.oldest + 1) % probation;
    return released;
  }

  clear(): void {
    this.count = 0;
    this.oldest = 0;
  }
}

/** Values below this share of all are spread over the cells of a full `SortedValues`. The rare ones above share the last. */
const usualShare = 0.97;

/** With two, most cells hold one value or none. */
const cellsPerValue = 2;

/** Ascending values in one array. */
export class SortedValues {
  /** The first `count()` cells hold the values. */
  readonly values: Float64Array;
  private size = 0;
  /**
   * Once full: the number of values before each of many cells of equal width, so that a search begins next to its end. Empty
   * before.
   */
  private starts = new Int32Array(0);
  private readonly cells: number;
  private lowest = 0;
  private cellsPerUnit = 0;

  constructor(room: number) {
    this.values = new Float64Array(room);
    this.cells = cellsPerValue * room;
  }

  count(): number {
    return this.size;
  }

  isFull(): boolean {
    return this.size === this.values.length;
  }

  add(value: number): void {
    const place = this.below(value, 0, this.size);
    this.values.copyWithin(place + 1, place, this.size);
    this.values[place] = value;
    this.size += 1;
    if (this.isFull()) this.fillStarts();
  }

  /** Twice the rank, a whole number: the number of smaller values plus half of the equal ones. */
  twiceRankOf(value: number): number {
    let from = 0;
    let until = this.size;
    if (this.starts.length > 0) {
      const cell = this.cellOf(value);
      from = this.starts[cell] ?? 0;
      until = this.starts[cell + 1] ?? until;
    }
    const low = this.below(value, from, until);
    // A number that hardly ever changes has thousands of equal values.
    const high = low < until && this.values[low] === value ? this.notAbove(value, low + 1, until) : low;
    return low + high;
  }

  /** The number of values that are smaller, which is in the given range. */
  private below(value: number, from: number, until: number): number {
    const { values } = this;
    let low = from;
    let high = until;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The number of values that are not larger, which is in the given range. */
  private notAbove(value: number, from: number, until: number): number {
    const { values } = this;
    let low = from;
    let high = until;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private fillStarts(): void {
    const { values, size } = this;
    this.lowest = values[0] ?? 0;
    const perUnit = this.cells / ((values[Math.floor(usualShare * size)] ?? 0) - this.lowest);
    this.cellsPerUnit = Number.isFinite(perUnit) ? perUnit : 0;
    const starts = new Int32Array(this.cells + 2);
    for (const value of values) {
      const after = this.cellOf(value) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let cell = 1; cell < starts.length; cell += 1)
      starts[cell] = (starts[cell] ?? 0) + (starts[cell - 1] ?? 0);
    this.starts = starts;
  }

  /** From 0 to the number of cells; never lower for a larger value. */
  private cellOf(value: number): number {
    const place = (value - this.lowest) * this.cellsPerUnit;
    if (!(place > 0)) return 0;
    return place < this.cells ? Math.floor(place) : this.cells;
  }
}

/**
 * The healthy distribution of a signal. Turns values into scores that are standard normal while nothing is wrong,
 * whatever the distribution of the values.
 */
export interface Reference {
  /** True once it can score values. */
  readonly isReady: boolean;
  /** False once more values change nothing, so that `learn` need not be called. */
  readonly isLearning: boolean;
  readonly score: (value: number) => number;
  /** Adds a value from the reference or from a row without an alarm. */
  readonly learn: (value: number) => void;
  /** Discards the values on probation after an alarm. */
  readonly doubt: () => void;
  /** How much the first `reference` values, or those of a model, depend on each other; `undefined` if unknown. */
  readonly dependence: () => Dependence | undefined;
}
