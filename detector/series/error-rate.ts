import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { episodeTracker } from "../episode-tracker.ts";
import { healthyPerFailure } from "./statistic/bernoulli-cusum.ts";

const name = "error-rate";

/**
 * The Bernoulli CUSUM of Reynolds and Stoumbos (1999) on requests that failed or were answered with a status of 500 or
 * above: a failure adds 1, every request takes away `1/m`, never below 0, where `1/m` is the rate at which `p0` and `p1`
 * are equally likely, rounded so that `m` is whole. That makes the sum a Markov chain, and its run lengths exact: with the
 * defaults (`m` is 45) it alerts once in 48,501 healthy requests with `p0` failing, and on the 21st on average once `p1`
 * do. Two failures with at most 20 requests between them are enough. Over once the sum is back at 0.
 *
 * Of logins a refused attempt is a failure: a yardstick only. Honest users mistype one in eight, so it needs rates of its
 * own (`p0=0.15,p1=0.6,h=6`: once in 657,933 healthy attempts), and it is slow to forgive: in the original's month it
 * finds 32 of 72 attacks, and at 36 it is still firing because of the one before.
 */
export const errorRate = defineDetector({
  name,
  summary: "Alerts when more requests, or attempts to log in, fail than health explains.",
  reads: { signals: ["failed"] },
  options: {
    p0: {
      kind: "number",
      default: 0.001,
      min: 0.000001,
      max: 0.999,
      describe: "share of requests that fail in health",
    },
    p1: {
      kind: "number",
      default: 0.1,
      min: 0.000002,
      max: 0.9999,
      describe: "share of failing requests to notice as soon as can be",
    },
    h: {
      kind: "number",
      default: 1.5,
      min: 0,
      max: 10_000,
      unit: "rows",
      threshold: true,
      describe: "failures, beyond what health explains, that are too many",
    },
  },
  create: ({ p0, p1, h }, log) => {
    const { valueOf: failedIn } = log.signal("failed");
    checkRates(p0, p1);
    const perFailure = healthyPerFailure(p0, p1);
    const limit = Math.max(1, Math.ceil(h * perFailure - 1e-9));
    const failing = episodeTracker(
      "errors",
      (excess) => `${excess.toFixed(2)} failures beyond a share of ${p0}`,
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

/** @throws FiredrillError BAD_OPTION when the bad rate is not above the healthy one */
function checkRates(p0: number, p1: number): void {
  if (p0 < p1) return;
  throw new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${name}: p0 is ${p0}, not below p1, which is ${p1}.`,
    `Give both, with p0 below p1: ${name}:p0=0.001,p1=0.1.`,
  );
}
