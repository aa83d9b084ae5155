import { orderStatistic } from "../../domain/numbers/quantile.ts";
import { bisect } from "../../domain/numbers/root.ts";
import { firstIndex } from "../../domain/numbers/search.ts";
import type { QuantileEstimate } from "../../domain/results/statistics.ts";

/** P(X <= successes) for X of `trials` independent tries that succeed with `probability`. */
export function binomialCumulative(successes: number, trials: number, probability: number): number {
  if (successes >= trials) return 1;
  if (successes < 0) return 0;
  if (probability <= 0) return 1;
  if (probability >= 1) return 0;
  const logOdds = Math.log(probability) - Math.log1p(-probability);
  let logTerm = trials * Math.log1p(-probability);
  let sum = Math.exp(logTerm);
  for (let count = 1; count <= successes; count += 1) {
    logTerm += Math.log((trials - count + 1) / count) + logOdds;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/**
 * The exact lower confidence bound on a probability after `successes` of `trials` (Clopper and Pearson 1934): the
 * largest probability that `successes` or more would still disprove at this confidence. 59 of 59 give 0.95 at 95 %.
 * @returns 0 without a success
 */
export function clopperPearsonLower(successes: number, trials: number, confidence = 0.95): number {
  if (successes <= 0) return 0;
  const doubt = 1 - confidence;
  return bisect(0, 1, (probability) => 1 - binomialCumulative(successes - 1, trials, probability) >= doubt);
}

/** One drill's delay, in whatever unit; `censored` when the incident ended, or the log did, without a detection. */
export interface ObservedDelay {
  readonly delay: number;
  readonly censored: boolean;
}

/** Delays of many drills, in whatever unit and order: as numbers alone, because a repeat keeps several of each drill. */
export interface Delays {
  readonly noticed: readonly number[];
  readonly censored: readonly number[];
}

/**
 * A quantile of delays with its distribution-free interval from order statistics (David and Nagaraja 2003, section
 * 7.1). A censored delay counts as longer than every observed one: a miss is never left out.
 * @param share - 0.5 for the median
 * @throws RangeError without delays
 */
export function delayQuantile({ noticed, censored }: Delays, share: number): QuantileEstimate {
  const trials = noticed.length + censored.length;
  if (trials === 0) throw new RangeError("a quantile needs at least one delay");
  const sorted = ascending(noticed);
  const { low, high } = orderRanks(trials, share);
  return {
    value: orderStatistic(sorted, share, trials) ?? Infinity,
    low: low === 0 ? -Infinity : (sorted[low - 1] ?? Infinity),
    high: sorted[high - 1] ?? Infinity,
  };
}

function ascending(delays: readonly number[]): Float64Array {
  return Float64Array.from(delays).sort();
}

/** Ranks from 1 between which the quantile lies with 95 % confidence; 0 and n + 1 are open ends. */
function orderRanks(count: number, share: number): { readonly low: number; readonly high: number } {
  const below = (rank: number): number => binomialCumulative(rank, count, share);
  return {
    low: firstIndex(0, count, (rank) => below(rank) > 0.025),
    high: Math.max(1, firstIndex(0, count + 2, (rank) => 1 - below(rank - 2) <= 0.025) - 1),
  };
}

/**
 * The restricted mean time to detect, E[min(D, horizon)]: the area under the Kaplan-Meier curve of not having noticed
 * yet. A miss counts with the whole horizon it was given, and a drill whose incident was shorter than the horizon
 * counts for as long as it lasted.
 * @returns 0 without delays
 */
export function restrictedMeanDelay({ noticed, censored }: Delays, horizon: number): number {
  const [seen, ends] = [ascending(noticed), ascending(censored)];
  const trials = seen.length + ends.length;
  let unnoticed = 1;
  let area = 0;
  let before = 0;
  let ended = 0;
  for (let at = 0; at < trials; at += 1) {
    const [delay = Infinity, end = Infinity] = [seen[at - ended], ends[ended]];
    const until = Math.min(delay, end, horizon);
    area += unnoticed * (until - before);
    before = until;
    if (end < delay) ended += 1;
    else if (delay <= horizon) unnoticed *= 1 - 1 / (trials - at);
  }
  return trials === 0 ? 0 : area + unnoticed * Math.max(0, horizon - before);
}
