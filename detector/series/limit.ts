import { upperMiddle } from "../../domain/numbers/quantile.ts";

/** PyOD's threshold, on request. */
export const contaminationOption = {
  contamination: {
    kind: "number",
    default: 0,
    min: 0,
    max: 0.5,
    describe: "alert on this share of healthy rows, as PyOD does (0.1: one in ten); 0: by margin",
  },
} as const;

/** Where a limit comes from. */
export interface LimitOptions {
  readonly contamination: number;
  readonly margin: number;
}

/** A share so small that hardly a learned window lies beyond. */
const rareShare = 0.001;

/** The share of what was learned that lies beyond the limit before `margin`. */
export function usualShare({ contamination }: Pick<LimitOptions, "contamination">): number {
  return contamination > 0 ? contamination : rareShare;
}

/**
 * A score above this is an alarm. With `contamination` it is PyOD's threshold. A hundred rows cannot show one healthy window in a
 * thousand, so without it the limit is `margin` times the largest score.
 * @param beyond - the score that `usualShare` of the learned windows exceeds
 */
export function limitFrom({ contamination, margin }: LimitOptions, beyond: number): number {
  return contamination > 0 ? beyond : margin * beyond;
}

/** The smallest distance from value to value, as a share of the usual value: a service can answer in constant time. */
const finestSpread = 0.01;
const leastValue = 1e-6;

/** The smallest distance between windows that counts. */
export function finestDistance(values: Float64Array, size: number): number {
  const usual = Math.abs(upperMiddle(values.toSorted()) ?? 0);
  return finestSpread * Math.max(usual, leastValue) * Math.sqrt(size);
}
