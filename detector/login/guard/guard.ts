import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { defineDetector } from "../../../domain/detector.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { LoginModel } from "../model.ts";
import { fieldOf, isNumber } from "../../model.ts";
import { checkedLoginModel, loginTraining } from "../model.ts";
import type { KnownPlaces } from "./known-places.ts";
import { knownPlaces } from "./known-places.ts";
import type { HealthyRate } from "./campaign.ts";
import { strangerRate, unknownRate } from "./campaign.ts";
import type { GuardLimits, GuardWatch } from "./watch.ts";
import { guardWatch } from "./watch.ts";

const name = "login-guard";

/**
 * For what a rule per address cannot see. It remembers who was let in from where; a failure of a user where he was let in
 * before is his own affair. Of all others it judges each address (several people fail there), each user (many tries from
 * where he never was) and everything: a Bernoulli CUSUM of addresses that fail and from which nobody was ever let in, as
 * a share of all attempts, so that busy and quiet hours need no tables of their own.
 *
 * Without a model it learns as it goes, and in its first days takes honest users for strangers.
 */
export const loginGuard = defineDetector({
  name,
  summary: "Alerts when strangers try users: from one address, at one user, or from everywhere.",
  reads: ["login"],
  options: {
    arl0: {
      kind: "number",
      default: 100_000,
      min: 100,
      max: 1e9,
      unit: "rows",
      describe: "healthy attempts to a false alarm about everything, on average",
    },
    suspicion: {
      kind: "number",
      default: 5,
      min: 0.1,
      describe: "of an address, as the logarithm of the odds that somebody guesses there",
    },
    tries: {
      kind: "number",
      default: 6,
      min: 2,
      describe: "failures of one user from where he never was let in",
    },
    model: {
      kind: "text",
      default: "",
      describe: "file that firedrill train wrote; without one it learns as it goes",
    },
  },
  create: (values, { model }) => ({ name, windowSize: 10, ...watchFor(values, model) }),
  train: (values) => trainGuard(name, values.arl0, values),
});

interface GuardValues {
  readonly arl0: number;
  readonly suspicion: number;
  readonly tries: number;
}

/** @throws FiredrillError BAD_MODEL */
function watchFor(values: GuardValues, model: DetectorModel | undefined): GuardWatch {
  if (model === undefined) return guardWatch(knownPlaces(), strangerRate(values.arl0, unknownRate), values);
  const learned = checkedGuardModel(name, model);
  return guardWatch(knownPlacesOf(learned), strangerRate(values.arl0, learned.healthy), values);
}

/** Who comes from where, and how often strangers fail, as a file knows it. */
interface GuardModel extends LoginModel {
  readonly healthy: HealthyRate;
  /** Each user and where he was let in from, the newest last. */
  readonly users: readonly (readonly [string, readonly string[]])[];
}

/** It watches while it learns, so that an attack in the log does not become the rule. */
function trainGuard(detector: string, arl0: number, limits: GuardLimits): Training<LoginObservation> {
  const known = knownPlaces();
  const rate = strangerRate(arl0, unknownRate);
  const watch = guardWatch(known, rate, limits);
  return loginTraining(detector, {
    learn: watch.observe,
    finish: () => ({ healthy: rate.healthy(), users: known.entries() }),
  });
}

/** A fresh one each time: what it learns later does not change the model. */
function knownPlacesOf({ users }: GuardModel): KnownPlaces {
  const known = knownPlaces();
  for (const [user, addresses] of users) for (const ip of addresses) known.learn(user, ip);
  return known;
}

/** @throws FiredrillError BAD_MODEL when it is none, or another detector's */
function checkedGuardModel(detector: string, model: DetectorModel): GuardModel {
  return checkedLoginModel(detector, model, isGuardModel);
}

function isGuardModel(model: DetectorModel): model is GuardModel {
  const healthy = fieldOf(model, "healthy");
  const users = fieldOf(model, "users");
  const attempts = fieldOf(healthy, "attempts");
  return (
    isNumber(attempts) &&
    attempts > 0 &&
    isNumber(fieldOf(healthy, "strangers")) &&
    Array.isArray(users) &&
    users.every(isUser)
  );
}

function isUser(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [user, addresses] = value.map((part: unknown) => part);
  return (
    typeof user === "string" && Array.isArray(addresses) && addresses.every((ip) => typeof ip === "string")
  );
}
