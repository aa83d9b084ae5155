import type { DetectorModel, Training } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Acquaintance } from "./acquaintance.ts";
import { acquaintance } from "./acquaintance.ts";
import type { GuardLimits } from "./guard-judges.ts";
import { guardWatch } from "./guard-watch.ts";
import type { LoginModel } from "./login-model.ts";
import { checkedLoginModel, fieldOf, isNumber, loginTraining } from "./login-model.ts";
import type { HealthyRate } from "./stranger-rate.ts";
import { strangerRate, unknownRate } from "./stranger-rate.ts";

/** Who comes from where, and how often strangers fail, as a file knows it. */
export interface GuardModel extends LoginModel {
  readonly healthy: HealthyRate;
  /** Each user and where he was let in from, the newest last. */
  readonly users: readonly (readonly [string, readonly string[]])[];
}

/** It watches while it learns, so that an attack in the log does not become the rule. */
export function trainGuard(detector: string, arl0: number, limits: GuardLimits): Training<LoginObservation> {
  const known = acquaintance();
  const rate = strangerRate(arl0, unknownRate);
  const watch = guardWatch(known, rate, limits);
  return loginTraining(detector, {
    learn: watch.observe,
    finish: () => ({ healthy: rate.healthy(), users: known.entries() }),
  });
}

/** A fresh one each time: what it learns later does not change the model. */
export function acquaintanceOf({ users }: GuardModel): Acquaintance {
  const known = acquaintance();
  for (const [user, addresses] of users) for (const ip of addresses) known.learn(user, ip);
  return known;
}

/** @throws FiredrillError BAD_MODEL when it is none, or another detector's */
export function checkedGuardModel(detector: string, model: DetectorModel): GuardModel {
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
  const [name, addresses] = value.map((part: unknown) => part);
  return (
    typeof name === "string" && Array.isArray(addresses) && addresses.every((ip) => typeof ip === "string")
  );
}
