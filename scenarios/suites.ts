import { FiredrillError } from "../domain/error.ts";
import { didYouMean } from "../domain/nearest-name.ts";
import type { Scenario } from "../domain/scenario.ts";
import { blackhole } from "./blackhole.ts";
import { brownout } from "./brownout.ts";
import { cacheWarmup } from "./cache-warmup.ts";
import { clockStep } from "./clock-step.ts";
import { dailyRhythm } from "./daily-rhythm.ts";
import { deploy } from "./deploy.ts";
import { dribble } from "./dribble.ts";
import { errorRate } from "./error-rate.ts";
import { errors } from "./errors.ts";
import { flap } from "./flap.ts";
import { hang } from "./hang.ts";
import { healthy } from "./healthy.ts";
import { heavyTail } from "./heavy-tail.ts";
import { jitter } from "./jitter.ts";
import { loadSpike } from "./load-spike.ts";
import { login } from "./login.ts";
import { loginBruteforce } from "./login-bruteforce.ts";
import { loginDistributed } from "./login-distributed.ts";
import { loginFlashSale } from "./login-flash-sale.ts";
import { loginForgottenPassword } from "./login-forgotten-password.ts";
import { loginFreshAddresses } from "./login-fresh-addresses.ts";
import { loginLowAndSlow } from "./login-low-and-slow.ts";
import { loginOffice } from "./login-office.ts";
import { loginRetryingClient } from "./login-retrying-client.ts";
import { loginSpray } from "./login-spray.ts";
import { loginStuffing } from "./login-stuffing.ts";
import { loginTakeover } from "./login-takeover.ts";
import { oneInTen } from "./one-in-ten.ts";
import { restart } from "./restart.ts";
import { silence } from "./silence.ts";
import { slowRamp } from "./slow-ramp.ts";
import { slowTail } from "./slow-tail.ts";
import { smallStep } from "./small-step.ts";
import { truncate } from "./truncate.ts";
import { variance } from "./variance.ts";

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
