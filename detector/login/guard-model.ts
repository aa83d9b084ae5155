import type { DetectorModel, Training } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/observation.ts";
import { acquaintance } from "./acquaintance.ts";
import type { Acquaintance } from "./acquaintance.ts";
import { guardWatch } from "./guard-watch.ts";
import type { GuardLimits } from "./guard-judges.ts";
import { badModel, tooFewLogins } from "./model-errors.ts";
import { strangerRate, unknownRate } from "./stranger-rate.ts";
import type { HealthyRate } from "./stranger-rate.ts";

/** Who comes from where, and how often strangers fail, as a file knows it. */
export interface GuardModel extends DetectorModel {
  /** Attempts it was trained on. */
  readonly rows: number;
  readonly trainedFromMs: number;
  /** The last attempt, inclusive. */
  readonly trainedUntilMs: number;
  readonly healthy: HealthyRate;
  /** Each user and where he was let in from, the newest last. */
  readonly users: readonly (readonly [string, readonly string[]])[];
}

const fewestRows = 20;

/** It watches while it learns, so that an attack in the log does not become the rule. */
export function trainGuard(detector: string, arl0: number, limits: GuardLimits): Training<LoginObservation> {
  const known = acquaintance();
  const rate = strangerRate(arl0, unknownRate);
  const watch = guardWatch(known, rate, limits);
  let rows = 0;
  let [fromMs, untilMs] = [Infinity, -Infinity];
  return {
    learn: (observation) => {
      rows += 1;
      fromMs = Math.min(fromMs, observation.atMs);
      untilMs = Math.max(untilMs, observation.atMs);
      watch.observe(observation);
    },
    finish: (): GuardModel => {
      if (rows < fewestRows) throw tooFewLogins(detector, rows, fewestRows);
      const [healthy, users] = [rate.healthy(), known.entries()];
      return {
        schemaVersion: 1,
        detector,
        rows,
        trainedFromMs: fromMs,
        trainedUntilMs: untilMs,
        healthy,
        users,
      };
    },
  };
}

/** A fresh one each time: what it learns later does not change the model. */
export function acquaintanceOf({ users }: GuardModel): Acquaintance {
  const known = acquaintance();
  for (const [user, addresses] of users) for (const ip of addresses) known.learn(user, ip);
  return known;
}

/** @throws FiredrillError BAD_MODEL when it is none, or another detector's */
export function checkedGuardModel(detector: string, model: DetectorModel): GuardModel {
  if (model.detector !== detector) throw badModel(detector, `it was trained for ${model.detector}`);
  if (!isGuardModel(model)) throw badModel(detector, "it is no model of schema version 1");
  return model;
}

function isGuardModel(model: DetectorModel): model is GuardModel {
  const fields = fieldsOf(model);
  const healthy = fieldsOf(fields.get("healthy"));
  const users = fields.get("users");
  return (
    ["rows", "trainedFromMs", "trainedUntilMs"].every((key) => Number.isFinite(fields.get(key))) &&
    isPositive(healthy.get("attempts")) &&
    Number.isFinite(healthy.get("strangers")) &&
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

function isPositive(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}
