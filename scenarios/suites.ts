import { FiredrillError } from "../domain/error.ts";
import type { Scenario } from "../domain/sources.ts";
import { didYouMean } from "../domain/text/nearest-name.ts";
import { loginBruteforce } from "./login/login-bruteforce.ts";
import { loginDistributed } from "./login/login-distributed.ts";
import { loginFlashSale } from "./login/login-flash-sale.ts";
import { loginForgottenPassword } from "./login/login-forgotten-password.ts";
import { loginFreshAddresses } from "./login/login-fresh-addresses.ts";
import { loginLowAndSlow } from "./login/login-low-and-slow.ts";
import { loginOffice } from "./login/login-office.ts";
import { loginRetryingClient } from "./login/login-retrying-client.ts";
import { loginSpray } from "./login/login-spray.ts";
import { loginStuffing } from "./login/login-stuffing.ts";
import { loginTakeover } from "./login/login-takeover.ts";
import { login } from "./login/login.ts";
import { blackhole } from "./response/blackhole.ts";
import { brownout } from "./response/brownout.ts";
import { cacheWarmup } from "./response/cache-warmup.ts";
import { clockStep } from "./response/clock-step.ts";
import { dailyRhythm } from "./response/daily-rhythm.ts";
import { deploy } from "./response/deploy.ts";
import { dribble } from "./response/dribble.ts";
import { errorRate } from "./response/error-rate.ts";
import { errors } from "./response/errors.ts";
import { flap } from "./response/flap.ts";
import { hang } from "./response/hang.ts";
import { healthy } from "./response/healthy.ts";
import { heavyTail } from "./response/heavy-tail.ts";
import { jitter } from "./response/jitter.ts";
import { loadSpike } from "./response/load-spike.ts";
import { oneInTen } from "./response/one-in-ten.ts";
import { restart } from "./response/restart.ts";
import { silence } from "./response/silence.ts";
import { slowRamp } from "./response/slow-ramp.ts";
import { slowTail } from "./response/slow-tail.ts";
import { smallStep } from "./response/small-step.ts";
import { truncate } from "./response/truncate.ts";
import { variance } from "./response/variance.ts";

/** Scenarios that answer one question together. */
export interface Suite {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly scenarios: readonly Scenario[];
}

/** The suites that come with firedrill. */
export const suites: readonly Suite[] = [
  {
    name: "blind",
    summary: "Failures that detectors of slow answers do not see.",
    scenarios: [
      hang,
      blackhole,
      errors,
      truncate,
      restart,
      silence,
      clockStep,
      dribble,
      flap,
      brownout,
      slowTail,
      jitter,
    ],
  },
  {
    name: "quiet",
    summary: "Nothing is wrong, though it may look as if: a good detector says nothing.",
    scenarios: [healthy, loadSpike, cacheWarmup, deploy, dailyRhythm, heavyTail],
  },
  {
    name: "subtle",
    summary: "Faults within the spread of a healthy service, where detectors differ.",
    scenarios: [smallStep, slowRamp, oneInTen, variance, errorRate],
  },
  {
    name: "login",
    summary: "Somebody breaks in, or it only looks as if.",
    scenarios: [
      login,
      loginBruteforce,
      loginFreshAddresses,
      loginLowAndSlow,
      loginSpray,
      loginStuffing,
      loginDistributed,
      loginTakeover,
      loginOffice,
      loginFlashSale,
      loginForgottenPassword,
      loginRetryingClient,
    ],
  },
];

/** @throws FiredrillError UNKNOWN_SUITE, listing what exists */
export function findSuite(name: string): Suite {
  const found = suites.find((suite) => suite.name === name);
  if (found === undefined) throw unknownSuite(name);
  return found;
}

function unknownSuite(asked: string): FiredrillError {
  const known = suites.map(({ name }) => name);
  return new FiredrillError(
    "usage",
    "UNKNOWN_SUITE",
    `There is no suite called "${asked}".`,
    `${didYouMean(asked, known)}Suites here: ${known.join(", ")}.`,
  );
}
