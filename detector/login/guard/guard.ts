import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { defineDetector } from "../../../domain/detector.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { TrafficModel } from "../../traffic/model.ts";
import { canonicalAddress } from "../../../domain/text/address.ts";
import type { ModelCheck } from "../../model.ts";
import {
  anyText,
  anything,
  fieldOf,
  fieldsOf,
  listOf,
  numberAbove0,
  numberFrom0,
  shownPart,
} from "../../model.ts";
import { checkedTrafficModel, trafficModelCheck, trafficTraining } from "../../traffic/model.ts";
import type { KnownPlaces } from "./known-places.ts";
import { knownPlaces } from "./known-places.ts";
import type { HealthyRate } from "./campaign.ts";
import { strangerRate, unknownRate } from "./campaign.ts";
import type { GuardLimits, GuardWatch } from "./watch.ts";
import { guardWatch } from "./watch.ts";

const name = "login-guard";

/**
 * Detects attacks that a rule per address misses. It remembers the addresses from which each user logged in before; a
 * failure there counts as the user's own. With all other failures it judges each address (failures of several users),
 * each user (many failures at unknown addresses) and the whole log: a Bernoulli CUSUM of unknown addresses that fail,
 * as a share of all attempts, so that busy and quiet hours need no separate limits.
 *
 * Without a model it learns as it runs, and in its first days takes honest users for strangers.
 */
export const loginGuard = defineDetector({
  name,
  summary: "Alerts on guessed logins: from one address, against one user, or from many addresses.",
  reads: ["login"],
  options: {
    arl0: {
      kind: "number",
      default: 100_000,
      min: 100,
      max: 1e9,
      unit: "rows",
      describe: "healthy attempts per false alarm about the whole log, on average, if they are independent",
    },
    suspicion: {
      kind: "number",
      default: 5,
      min: 0.1,
      describe: "alert on an address at these log odds that its attempts are guesses",
    },
    tries: {
      kind: "number",
      default: 6,
      min: 2,
      describe: "alert at this many failures of one user at addresses unknown for that user",
    },
    model: {
      kind: "text",
      default: "",
      describe: "file that firedrill train wrote; without one it learns from the log",
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

/** Known places and the healthy rate of strangers, as a model file stores them. */
interface GuardModel extends TrafficModel {
  readonly healthy: HealthyRate;
  /** Each user with the addresses of their successful logins, newest last. */
  readonly users: readonly (readonly [string, readonly string[]])[];
}

/** Detects while it learns, so that an attack in the log is not learned as usual. */
function trainGuard(detector: string, arl0: number, limits: GuardLimits): Training<LoginObservation> {
  const known = knownPlaces();
  const rate = strangerRate(arl0, unknownRate);
  const watch = guardWatch(known, rate, limits);
  return trafficTraining(detector, {
    learn: watch.observe,
    finish: () => ({ healthy: rate.healthy(), users: known.entries() }),
  });
}

/** A copy, so that later learning does not change the model. Addresses are canonical, however the model spells them. */
function knownPlacesOf({ users }: GuardModel): KnownPlaces {
  const known = knownPlaces();
  for (const [user, addresses] of users)
    for (const ip of addresses) known.learn(user, canonicalAddress(ip) ?? ip);
  return known;
}

/** @throws FiredrillError BAD_MODEL when it is not a model of this detector */
function checkedGuardModel(detector: string, model: DetectorModel): GuardModel {
  return checkedTrafficModel(detector, model, guardModelCheck, isGuardModel);
}

const address: ModelCheck = (value, field) => {
  const mistake = anyText(value, field);
  if (mistake !== undefined || typeof value !== "string") return mistake;
  return canonicalAddress(value) === undefined ? `${field} is ${shownPart(value)}, no address` : undefined;
};

const userAddresses: ModelCheck = (value, field) => {
  const [user, addresses] = Array.isArray(value) ? value.map((part: unknown) => part) : [];
  return (
    listOf(anything, 2)(value, field) ??
    anyText(user, `${field}[0]`) ??
    listOf(address)(addresses, `${field}[1]`)
  );
};

const healthyRate: ModelCheck = (value, field) => {
  const mistake = fieldsOf({ attempts: numberAbove0, strangers: numberFrom0 })(value, field);
  const [attempts, strangers] = [Number(fieldOf(value, "attempts")), Number(fieldOf(value, "strangers"))];
  return (
    mistake ??
    (strangers > attempts ? `${field}.strangers is ${strangers}, above its attempts, ${attempts}` : undefined)
  );
};

const guardModelCheck = trafficModelCheck({ healthy: healthyRate, users: listOf(userAddresses) });

function isGuardModel(model: DetectorModel): model is GuardModel {
  return guardModelCheck(model, "") === undefined;
}
