import { firstIndex } from "../../domain/numbers/search.ts";
import { SlidingMaximum } from "../../domain/numbers/sliding-maximum.ts";
import type { NabProfile, NabResult } from "../../domain/results/nab.ts";

/** What NAB pays and charges: for a window that is noticed, for a false alarm, for a window that is missed. */
interface NabWeights {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}

/** What each profile pays and charges. */
export const nabWeights: Readonly<Record<NabProfile, NabWeights>> = {
  standard: { tp: 1, fp: 0.11, fn: 1 },
  reward_low_FP_rate: { tp: 1, fp: 0.22, fn: 1 },
  reward_low_FN_rate: { tp: 1, fp: 0.11, fn: 2 },
};

/** Rows of a window, both ends included, from 0. */
export interface NabWindow {
  readonly firstIndex: number;
  readonly lastIndex: number;
}

/** One file of a corpus: where it is anomalous, and a detector's score for each of its rows. */
export interface NabSeries {
  /** In any order. */
  readonly windows: readonly NabWindow[];
  readonly scores: Float64Array;
}

/** Higher than any score of NAB, so that nothing alerts. */
const noAlertThreshold = 1.1;

const probationShare = 0.15;
const longestProbationRows = 750;

/** How many first rows of a file are not judged. */
export function probationRows(rows: number): number {
  return Math.min(Math.floor(probationShare * rows), longestProbationRows);
}

/** From 1 long before a window's end to -1 long after it. */
function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** What an alert on one row is worth. */
interface NabRowWorth {
  /** The window that it is in, in order of their beginnings; -1: in none. */
  readonly window: number;
  /** In a window 0 to 1, most on its first row, to be multiplied by `tp`; else -1 to 0, to be multiplied by `fp`. */
  readonly factor: number;
}

/**
 * What an alert on each row is worth. Positions count rows, not time. A row in two windows belongs to the later one. After a
 * window of one row an alert costs all of `fp`; NAB divides by zero there. Windows out of order are put in order; NAB loses
 * them.
 */
export function nabRowWorths({ windows, scores }: NabSeries): readonly NabRowWorth[] {
  const inOrder = windows.toSorted((a, b) => a.firstIndex - b.firstIndex);
  const worths: NabRowWorth[] = [];
  let begun = 0;
  for (let index = 0; index < scores.length; index += 1) {
    while ((inOrder[begun]?.firstIndex ?? Infinity) <= index) begun += 1;
    const last = inOrder[begun - 1];
    if (last === undefined) {
      worths.push({ window: -1, factor: -1 });
      continue;
    }
    const width = last.lastIndex - last.firstIndex + 1;
    const isInside = index <= last.lastIndex;
    const factor = isInside
      ? sigmoid(-(last.lastIndex - index + 1) / width) / sigmoid(-1)
      : sigmoid(width === 1 ? Infinity : (index - last.lastIndex) / (width - 1));
    worths.push({ window: isInside ? begun - 1 : -1, factor });
  }
  return worths;
}

/** A row outside probation. */
interface Judged {
  readonly score: number;
  /** Which window of the corpus; -1: none. */
  readonly window: number;
  readonly factor: number;
}

/** The files of a corpus with a detector's scores, ready to be judged at any threshold. */
export class NabCorpus {
  /** By falling score. */
  private readonly rows: readonly Judged[];
  /** Windows with a row outside probation. */
  private readonly charged: number;
  /** In the whole corpus; those in probation count in the perfect score. */
  readonly windows: number;

  constructor(files: readonly NabSeries[]) {
    const rows: Judged[] = [];
    const charged = new Set<number>();
    let windows = 0;
    for (const file of files) {
      const probation = probationRows(file.scores.length);
      for (const [index, { window, factor }] of nabRowWorths(file).entries()) {
        if (index < probation) continue;
        const ofCorpus = window < 0 ? -1 : windows + window;
        if (window >= 0) charged.add(ofCorpus);
        rows.push({ score: file.scores[index] ?? 0, window: ofCorpus, factor });
      }
      windows += file.windows.length;
    }
    this.rows = rows.toSorted((a, b) => b.score - a.score);
    this.charged = charged.size;
    this.windows = windows;
  }

  /** @returns the result at this threshold */
  at(weights: NabWeights, threshold: number): NabResult {
    const alerts = firstIndex(0, this.rows.length, (place) => (this.rows[place]?.score ?? 0) < threshold);
    const tally = new Tally(weights, this.charged);
    for (const row of this.rows.slice(0, alerts)) tally.add(row);
    return this.result(weights, threshold, tally);
  }

  /**
   * The threshold with the highest total over all files, as NAB optimizes it: of `noAlertThreshold` and every score outside
   * probation, the highest of those that tie.
   */
  optimized(weights: NabWeights): NabResult {
    const tally = new Tally(weights, this.charged);
    let best = this.result(weights, noAlertThreshold, tally);
    for (const [place, row] of this.rows.entries()) {
      tally.add(row);
      const isLastOfItsScore = this.rows[place + 1]?.score !== row.score;
      if (isLastOfItsScore && tally.raw > best.raw) best = this.result(weights, row.score, tally);
    }
    return best;
  }

  private result({ tp, fn }: NabWeights, threshold: number, tally: Tally): NabResult {
    const { raw, noticed, falseAlarms } = tally;
    const nothing = 0 - fn * this.charged;
    // A corpus without windows has nothing to notice.
    const most = tp * this.windows - nothing;
    const normalized = most === 0 ? 100 + raw : (100 * (raw - nothing)) / most;
    return { threshold, raw, normalized, noticed, falseAlarms };
  }
}

/** Adds alerts up. */
class Tally {
  private readonly weights: NabWeights;
  private readonly best = new Map<number, number>();
  raw: number;
  falseAlarms = 0;

  constructor(weights: NabWeights, windows: number) {
    this.weights = weights;
    this.raw = 0 - weights.fn * windows;
  }

  get noticed(): number {
    return this.best.size;
  }

  add({ window, factor }: Judged): void {
    const { tp, fp, fn } = this.weights;
    if (window < 0) {
      this.falseAlarms += 1;
      this.raw += fp * factor;
      return;
    }
    const before = this.best.get(window);
    if (before !== undefined && before >= factor) return;
    this.raw += tp * (factor - (before ?? 0)) + (before === undefined ? fn : 0);
    this.best.set(window, factor);
  }
}

/** An episode of a detector that is open goes on for so many rows, as the option `quiet` of most has it. */
const episodeRows = 30;

/**
 * What a detector measures as anomaly scores from 0 to 1, row by row: s / (1 + s), which keeps their order and needs to know no
 * largest value in advance; 0 for what is not above 0. NAB counts every row over the threshold as an alert, but a detector
 * alerts once an episode. Hence a row that does not exceed each of the 30 rows before it gets 0.
 */
export function nabScores(measured: Iterable<number>): Float64Array {
  const recent = new SlidingMaximum(episodeRows);
  const scores: number[] = [];
  for (const raw of measured) {
    const value = Number.isNaN(raw) ? 0 : raw;
    const isNew = value > Math.max(0, recent.value ?? 0);
    recent.add(value);
    scores.push(isNew ? squashed(value) : 0);
  }
  return Float64Array.from(scores);
}

function squashed(value: number): number {
  return value === Infinity ? 1 : value / (1 + value);
}
