import type { LoginFailure, LoginObservation } from "../../../domain/login/observation.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import { generations } from "./known-places.ts";

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
  /** The newest 256 users who were taken at their word when they were let in there for the first time, and when. */
  readonly newcomers: Map<string, number>;
}

/** Addresses by name; those not seen for longest are forgotten. */
interface SuspectList {
  readonly at: (ip: string) => Suspect | undefined;
  readonly begin: (ip: string, atMs: number) => Suspect;
  /** Alarmed about the address: nothing of it is forgotten until it is released, whoever else comes. */
  readonly hold: (ip: string, suspect: Suspect) => void;
  readonly isHeld: (ip: string) => boolean;
  /** Begins anew there. */
  readonly release: (ip: string) => void;
}

const mostNames = 256;
const room = 20_000;

function suspectList(): SuspectList {
  const suspects = generations<Suspect>(room);
  const held = new Map<string, Suspect>();
  return {
    at: (ip) => held.get(ip) ?? suspects.get(ip),
    begin: (ip, atMs) => {
      const suspect = newSuspect(atMs);
      suspects.set(ip, suspect);
      return suspect;
    },
    hold: (ip, suspect) => {
      held.set(ip, suspect);
    },
    isHeld: (ip) => held.size > 0 && held.has(ip),
    release: (ip) => {
      const suspect = held.get(ip);
      if (suspect !== undefined) clearSuspect(suspect, suspect.lastMs);
      held.delete(ip);
    },
  };
}

/** Notes a newcomer who is taken at his word. */
export function welcome({ newcomers }: Suspect, { user, atMs }: LoginObservation): void {
  const [oldest] = newcomers.size < mostNames ? [] : newcomers.keys();
  if (oldest !== undefined) newcomers.delete(oldest);
  newcomers.set(user, atMs);
}

/** Hands over who was taken at his word since an hour before the first that was suspicious; each but once. */
export function takeDoubtful({ newcomers, firstMs }: Suspect): readonly string[] {
  const doubtful = [...newcomers].flatMap(([user, atMs]) => (atMs >= firstMs - hourMs ? [user] : []));
  newcomers.clear();
  return doubtful;
}

/** Begins anew. Who was welcomed is remembered: it may have been the first of what follows. */
function clearSuspect(suspect: Suspect, atMs: number): void {
  suspect.firstMs = atMs;
  suspect.score = 0;
  suspect.failures = 0;
  suspect.people = 0;
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
    newcomers: new Map(),
  };
}

/** Judges addresses by what happens to users who are not known there. */
export interface AddressSuspicion extends Pick<SuspectList, "hold" | "isHeld" | "release"> {
  readonly failure: (observation: LoginObservation, reason: LoginFailure) => Suspect;
  /** Somebody was let in there for the first time. */
  readonly success: (observation: LoginObservation) => Suspect;
  /** Somebody was let in who is known there. */
  readonly relieve: (ip: string) => void;
}

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
  const suspects = suspectList();
  const weigh = (suspect: Suspect, by: number, ip: string, atMs: number): void => {
    const left = leftOf(suspect, atMs);
    if (left === 0 && !suspects.isHeld(ip)) clearSuspect(suspect, atMs);
    suspect.score = Math.max(0, left + by);
    suspect.lastMs = atMs;
  };

  return {
    failure: (observation, reason) => {
      const { ip, user, atMs } = observation;
      const suspect = suspects.at(ip) ?? suspects.begin(ip, atMs);
      weigh(suspect, natsOfFailure(suspect, observation, reason), ip, atMs);
      countFailure(suspect, user, reason);
      return suspect;
    },
    success: ({ ip, user, atMs }) => {
      const suspect = suspects.at(ip) ?? suspects.begin(ip, atMs);
      weigh(suspect, suspect.failing.has(user) ? nats.successAfterFailure : nats.success, ip, atMs);
      suspect.lastUser = user;
      suspect.lastReason = undefined;
      return suspect;
    },
    relieve: (ip) => {
      const suspect = suspects.at(ip);
      if (suspect !== undefined) weigh(suspect, nats.success, ip, suspect.lastMs);
    },
    hold: suspects.hold,
    isHeld: suspects.isHeld,
    release: suspects.release,
  };
}

function leftOf({ score, lastMs }: Suspect, atMs: number): number {
  const idleHours = Math.max(0, atMs - lastMs) / hourMs;
  return Math.max(0, score - idleHours * leakPerHour);
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

/** One name is the other with a letter left out, or with one other letter. */
export function isMisspelling(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const rest = long.slice(same + 1);
  return rest === short.slice(short.length === long.length ? same + 1 : same);
}
