import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/** Where the 90th and the 99th percentile of a standard normal lie. */
const normal90 = 1.2815515655446004;
const normal99 = 2.3263478740408408;

/**
 * The three percentiles are exact. Between them, and beyond them at either end, the logarithm of the wait goes straight
 * over the quantile of a normal: a lognormal with a knee at the 90th percentile.
 */
export function treatPercentiles(
  { p50Ms, p90Ms, p99Ms }: ModeOf<"percentiles">,
  state: ModeState,
  { random }: TreatContext,
): Treated {
  const quantile = random.normal();
  const waitMs =
    quantile <= normal90
      ? p50Ms * Math.exp((quantile / normal90) * Math.log(p90Ms / p50Ms))
      : p90Ms * Math.exp(((quantile - normal90) / (normal99 - normal90)) * Math.log(p99Ms / p90Ms));
  return answerAfter(state, waitMs);
}
