import { below } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { number, wholeNumber } from "../fields.ts";
import type { TrafficEntry } from "../traffic/scenario.ts";
import type { TrafficKind } from "../traffic/source.ts";
import type { Visit } from "../traffic/visit.ts";
import type { UserBase } from "./user-base.ts";
import { mostUsers } from "./user-base.ts";

/** What a visitor types on the login page. */
export interface Credentials {
  readonly user: string;
  /** `right`: the password of the account with this name, if there is one. */
  readonly password: "right" | "wrong";
}

export interface LoginTry extends Credentials {
  readonly ip: string;
}

/** A visitor tries until a success or the last try; tries are at least a second apart. */
export type LoginVisit = Visit<LoginTry>;

/** A kind of attack. Only a success ends a visit early. */
export type LoginAttack<Entry extends TrafficEntry> = TrafficKind<Entry, UserBase, LoginTry, "attack">;

/** A kind of benign traffic that looks unusual. */
export type BenignLogins<Entry extends TrafficEntry> = TrafficKind<Entry, UserBase, LoginTry, "benign">;

export const secondMs = 1000;

/** The tries from one address. @param gapMs - between tries, at least a second */
export function visitFrom(
  ip: string,
  offsetMs: number,
  tries: readonly Credentials[],
  gapMs = secondMs,
): LoginVisit {
  return { offsetMs, gapMs, acts: tries.map(({ user, password }) => ({ ip, user, password })) };
}

export function singleTry(offsetMs: number, ip: string, attempt: Credentials): LoginVisit {
  return visitFrom(ip, offsetMs, [attempt]);
}

/** A password that is right with this probability. */
export function guess(random: Random, chance: number): Credentials["password"] {
  return random.uniform() < chance ? "right" : "wrong";
}

interface Typist {
  /** The intended name. */
  readonly name: string;
  /**
   * Probability of typing the name correctly, and of noticing a wrong name; at or below 0 never, at or above 1
   * always.
   */
  readonly accuracy: number;
  /** Probability that the first, second, ... password is right. */
  readonly chances: readonly number[];
}

/**
 * The tries at one name. A misspelled name stays until it is noticed; no password is right for it, even if it is
 * another user's name.
 */
export function typedTries({ name, accuracy, chances }: Typist, random: Random): readonly Credentials[] {
  const tries: Credentials[] = [];
  let user = random.uniform() > accuracy ? misspelled(name, random) : name;
  for (const chance of chances) {
    if (user === name) {
      tries.push({ user, password: guess(random, chance) });
    } else {
      tries.push({ user, password: "wrong" });
      if (random.uniform() <= accuracy) user = name;
    }
  }
  return tries;
}

const letters = "abcdefghijklmnopqrstuvwxyz".split("");

/** Drops or replaces one letter; never returns the name itself. */
export function misspelled(name: string, random: Random): string {
  const place = below(random, name.length);
  const isDropped = random.uniform() < 0.5;
  const others = letters.filter((letter) => letter !== name[place]);
  const letter = isDropped ? "" : (others[below(random, others.length)] ?? "");
  return `${name.slice(0, place)}${letter}${name.slice(place + 1)}`;
}

export const someUsers = (description: string) => wholeNumber(1, mostUsers, description);

export const someAddresses = (description: string) => wholeNumber(1, 10_000, description);

export const someTries = (description: string) => wholeNumber(1, 100_000, description);

export const everySeconds = number(0.001, 86_400, "seconds from one try to the next");
