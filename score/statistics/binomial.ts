import { bisect } from "../../domain/numbers/root.ts";

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
