import type { LoginFailure, LoginObservation } from "../../../domain/login/observation.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import { generations } from "../../traffic/generations.ts";

/** An address with attempts by users who are unknown there. */
export interface Suspect {
  /** Log likelihood ratio, in nats, of guessing against honest use; never below 0. */
  score: number;
  firstMs: number;
  lastMs: number;
  failures: number;
  /**
   * Number of users whose attempts failed. A name similar to the misspelled one before it counts as the same person.
   */
  people: number;
  /** Failures per name, for at most 256 names. */
  readonly failing: Map<string, number>;
  lastUser: string;
  lastReason: LoginFailure | undefined;
  /** The newest 256 users whose first login here was accepted as theirs, with its time. */
  readonly newcomers: Map<string, number>;
}

/** Suspects by address. Those not seen for longest are dropped. */
interface SuspectList {
  readonly at: (ip: string) => Suspect | undefined;
  readonly begin: (ip: string, atMs: number) => Suspect;
  /** Keeps an address while its alarm is open, however many others arrive. */
  readonly hold: (ip: string, suspect: Suspect) => void;
  readonly isHeld: (ip: string) => boolean;
  /** Stops keeping the address and clears its figures. */
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

/** Notes a newcomer whose login was accepted as theirs. */
export function welcome({ newcomers }: Suspect, { user, atMs }: LoginObservation): void {
  const [oldest] = newcomers.size < mostNames ? [] : newcomers.keys();
  if (oldest !== undefined) newcomers.delete(oldest);
  newcomers.set(user, atMs);
}

/** Removes and returns the newcomers since an hour before the first suspicious attempt. */
export function takeDoubtful({ newcomers, firstMs }: Suspect): readonly string[] {
  const doubtful = [...newcomers].flatMap(([user, atMs]) => (atMs >= firstMs - hourMs ? [user] : []));
  newcomers.clear();
  return doubtful;
}

/** Clears the figures but keeps the newcomers: one of them may belong to the next attack. */
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

/** Judges addresses by the attempts of users who are unknown there. */
export interface AddressSuspicion extends Pick<SuspectList, "hold" | "isHeld" | "release"> {
  readonly failure: (observation: LoginObservation, reason: LoginFailure) => Suspect;
  /** A user logged in there for the first time. */
  readonly success: (observation: LoginObservation) => Suspect;
  /** A user who is known there logged in. */
  readonly relieve: (ip: string) => void;
}

const leakPerHour = 0.25;
const rushMs = 10_000;

/**
 * Log likelihood ratios of each event for guessing against honest use. Honest users mistype a password in 13 of 100
 * visits, in 7 of 100 of those twice, and a name in one of 1,000; guessers succeed as often as those of the original
 * study.
 */
const nats = {
  wrong_username: 3,
  wrong_password: 1.6,
  account_locked: 1.6,
  /** A second failure of the same person; further ones add nothing. */
  secondFailure: 1.4,
  /** Another user failed or logged in there within ten seconds. */
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

/** True when the name looks like the correction of the misspelled one before it. */
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

/** True for equal names, and for names that differ by one missing or one different letter. */
export function isMisspelling(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const rest = long.slice(same + 1);
  return rest === short.slice(short.length === long.length ? same + 1 : same);
}
