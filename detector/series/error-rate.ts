import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import { healthyPerFailure } from "./statistic/bernoulli-cusum.ts";

const name = "error-rate";

/**
 * The Bernoulli CUSUM of Reynolds and Stoumbos (1999) on failed requests, which include statuses of 500 and above. A
 * failure adds 1, every request subtracts `1/m`, and the sum never falls below 0. `1/m` is the rate at which `p0` and
 * `p1` are equally likely, with `m` rounded to a whole number. That makes the sum a Markov chain with exact run
 * lengths: with the defaults (`m` is 45) it raises one false alarm per 48,501 healthy requests with `p0` failing, and
 * alerts on the 21st request on average once `p1` of them fail. Two failures with at most 20 requests between them
 * are enough. The episode ends when the sum is back at 0.
 *
 * In a login log a refused attempt is a failure. Use it there as a baseline only: honest users mistype one attempt in
 * eight, so it needs its own rates (`p0=0.15,p1=0.6,h=6`: one false alarm per 657,933 healthy attempts), and the sum
 * falls slowly: in the month of the original study it detects 32 of 72 attacks, and at 36 others it is still firing
 * from the attack before.
 */
export const errorRate = defineDetector({
  name,
  summary: "Alerts when more requests or login attempts fail than usual.",
  reads: { signals: ["failed"] },
  options: {
    p0: {
      kind: "number",
      default: 0.001,
      min: 0.000001,
      max: 0.999,
      describe: "share of requests that fail while the service is healthy",
    },
    p1: {
      kind: "number",
      default: 0.1,
      min: 0.000002,
      max: 0.9999,
      describe: "share of failing requests to notice soonest",
    },
    h: {
      kind: "number",
      default: 1.5,
      min: 0,
      max: 10_000,
      unit: "rows",
      threshold: true,
      describe: "alert at this many failures above the expected number",
    },
  },
  create: ({ p0, p1, h }, log) => {
    const { valueOf: failedIn } = log.signal("failed");
    checkRates(p0, p1);
    const perFailure = healthyPerFailure(p0, p1);
    const limit = Math.max(1, Math.ceil(h * perFailure - 1e-9));
    const failing = new EpisodeTracker(
      "errors",
      (excess) => `${excess.toFixed(2)} failures above the expected share of ${p0}`,
    );
    let sum = 0;
    let firing = false;

    return {
      name,
      windowSize: Math.max(1, Math.ceil((Math.floor(h) + 1) / p1)),
      observe: (observation) => {
        const failed = failedIn(observation);
        if (failed === undefined) return none;
        const after = sum + (failed === 1 ? perFailure - 1 : -1);
        sum = Math.min(limit, Math.max(0, after));
        if (sum === limit) firing = true;
        if (sum === 0) firing = false;
        return failing.judge(observation, firing ? "error" : undefined, sum / perFailure);
      },
    };
  },
});

/** @throws FiredrillError BAD_OPTION unless `p0` is below `p1` */
function checkRates(p0: number, p1: number): void {
  if (p0 < p1) return;
  throw new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${name}: p0 (${p0}) must be below p1 (${p1}).`,
    `Give both, for example ${name}:p0=0.001,p1=0.1.`,
  );
}
