import type { LoginFailure, LoginObservation } from "../../domain/observation.ts";
import { generations } from "./generations.ts";
import { isMisspelling } from "./same-name.ts";

/** An address at which somebody tried who was never let in from there. */
export interface Suspect {
  /** In nats: how much likelier somebody who guesses makes what was seen than honest users do; never below 0. */
  score: number;
  firstMs: number;
  lastMs: number;
  failures: number;
  /** Whose attempts failed; a name that looks like the misspelled one before it is the same person's. */
  people: number;
  /** Failures by name, of up to 256 names. */
  readonly failing: Map<string, number>;
  lastUser: string;
  lastReason: LoginFailure | undefined;
  /** An episode about it is open: nothing is forgotten. */
  isAlarmed: boolean;
}

/** Judges addresses by what happens to users who are not known there. */
export interface AddressSuspicion {
  readonly failure: (observation: LoginObservation, reason: LoginFailure) => Suspect;
  /** Somebody was let in there for the first time. */
  readonly success: (observation: LoginObservation) => Suspect;
  /** Somebody was let in who is known there. */
  readonly relieve: (ip: string) => void;
}

/** Addresses; those not seen for longest are forgotten. */
const room = 20_000;
const mostNames = 256;
const hourMs = 3_600_000;
const leakPerHour = 0.25;
const rushMs = 10_000;

/**
 * The logarithm of how much likelier each is when somebody guesses. Honest users mistype a password in 13 of 100 visits,
 * 7 of 100 of those twice, and a name in one of a thousand; guessers have right what the original's have.
 */
const nats = {
  wrong_username: 3,
  wrong_password: 1.6,
  account_locked: 1.6,
  /** The same person again; further ones say nothing more. */
  secondFailure: 1.4,
  /** Somebody else failed or was let in there within ten seconds. */
  rush: 1.5,
  success: -1.25,
  successAfterFailure: -0.7,
} as const;

export function addressSuspicion(): AddressSuspicion {
  const suspects = generations<Suspect>(room);
  const suspectAt = ({ ip, atMs }: LoginObservation): Suspect => {
    const known = suspects.get(ip);
    if (known !== undefined) return known;
    const fresh = newSuspect(atMs);
    suspects.set(ip, fresh);
    return fresh;
  };

  return {
    failure: (observation, reason) => {
      const suspect = suspectAt(observation);
      weigh(suspect, natsOfFailure(suspect, observation, reason), observation.atMs);
      countFailure(suspect, observation.user, reason);
      return suspect;
    },
    success: (observation) => {
      const suspect = suspectAt(observation);
      const { user, atMs } = observation;
      weigh(suspect, suspect.failing.has(user) ? nats.successAfterFailure : nats.success, atMs);
      suspect.lastUser = user;
      suspect.lastReason = undefined;
      return suspect;
    },
    relieve: (ip) => {
      const suspect = suspects.get(ip);
      if (suspect !== undefined) weigh(suspect, nats.success, suspect.lastMs);
    },
  };
}

/** Begins anew at an address. */
export function clearSuspect(suspect: Suspect): void {
  suspect.score = 0;
  suspect.failures = 0;
  suspect.people = 0;
  suspect.isAlarmed = false;
  if (suspect.failing.size > 0) suspect.failing.clear();
}

function newSuspect(atMs: number): Suspect {
  return {
    score: 0,
    firstMs: atMs,
    lastMs: atMs,
    failures: 0,
    people: 0,
    failing: new Map(),
    lastUser: "",
    lastReason: undefined,
    isAlarmed: false,
  };
}

function weigh(suspect: Suspect, by: number, atMs: number): void {
  const idleHours = Math.max(0, atMs - suspect.lastMs) / hourMs;
  const left = Math.max(0, suspect.score - idleHours * leakPerHour);
  if (left === 0 && !suspect.isAlarmed) {
    clearSuspect(suspect);
    suspect.firstMs = atMs;
  }
  suspect.score = Math.max(0, left + by);
  suspect.lastMs = atMs;
}

function natsOfFailure(suspect: Suspect, { user, atMs }: LoginObservation, reason: LoginFailure): number {
  const before = suspect.failing.get(user) ?? (isSamePerson(suspect, user) ? 1 : 0);
  if (before > 0) return before === 1 ? nats.secondFailure : 0;
  const isRush = suspect.lastUser !== "" && suspect.lastUser !== user && atMs - suspect.lastMs <= rushMs;
  return nats[reason] + (isRush ? nats.rush : 0);
}

/** Whoever has just mistyped his name comes again with the right one. */
function isSamePerson({ lastReason, lastUser }: Suspect, user: string): boolean {
  return lastReason === "wrong_username" && isMisspelling(lastUser, user);
}

function countFailure(suspect: Suspect, user: string, reason: LoginFailure): void {
  const before = suspect.failing.get(user);
  if (before === undefined && !isSamePerson(suspect, user)) suspect.people += 1;
  if (before !== undefined || suspect.failing.size < mostNames) suspect.failing.set(user, (before ?? 0) + 1);
  suspect.failures += 1;
  suspect.lastUser = user;
  suspect.lastReason = reason;
}
