import { below } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { number, wholeNumber } from "../fields.ts";
import type { TrafficEntry } from "../traffic/scenario.ts";
import type { TrafficKind } from "../traffic/source.ts";
import type { Visit } from "../traffic/visit.ts";
import type { UserBase } from "./user-base.ts";
import { mostUsers } from "./user-base.ts";

/** What is typed at a login page. */
export interface Credentials {
  readonly user: string;
  /** Whether the password is the right one for the name, if the name is a user's. */
  readonly password: "right" | "wrong";
}

/** One attempt of a visit. */
export interface LoginTry extends Credentials {
  readonly ip: string;
}

/** Somebody comes and tries until he is let in or has had enough; tries are at least a second apart. */
export type LoginVisit = Visit<LoginTry>;

/** Somebody who wants in. What the server answers stops a visit only when it is let in. */
export type LoginAttack<Entry extends TrafficEntry> = TrafficKind<Entry, UserBase, LoginTry, "attack">;

/** What looks odd and is nobody's fault. */
export type BenignLogins<Entry extends TrafficEntry> = TrafficKind<Entry, UserBase, LoginTry, "benign">;

export const secondMs = 1000;

/** The tries of somebody at one address. @param gapMs - from one to the next, at least a second */
export function visitFrom(
  ip: string,
  offsetMs: number,
  tries: readonly Credentials[],
  gapMs = secondMs,
): LoginVisit {
  return { offsetMs, gapMs, acts: tries.map(({ user, password }) => ({ ip, user, password })) };
}

/** A visit of one try. */
export function singleTry(offsetMs: number, ip: string, attempt: Credentials): LoginVisit {
  return visitFrom(ip, offsetMs, [attempt]);
}

/** A password that is right with this chance. */
export function guess(random: Random, chance: number): Credentials["password"] {
  return random.uniform() < chance ? "right" : "wrong";
}

interface Typist {
  /** The name that is meant. */
  readonly name: string;
  /** Chance to type it right, and after a wrong name to notice; below 0 is never, above 1 always. */
  readonly accuracy: number;
  /** Chances that the first, second, ... password is right. */
  readonly chances: readonly number[];
}

/**
 * The tries at one name. A misspelled name stays until it is noticed, and no password is right for it, even where it is
 * another user's.
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

/** One letter is missing, or another stands in its place. Never the name itself. */
export function misspelled(name: string, random: Random): string {
  const place = below(random, name.length);
  const isDropped = random.uniform() < 0.5;
  const others = letters.filter((letter) => letter !== name[place]);
  const letter = isDropped ? "" : (others[below(random, others.length)] ?? "");
  return `${name.slice(0, place)}${letter}${name.slice(place + 1)}`;
}

/** How many of the users an entry is about. */
export const someUsers = (what: string) => wholeNumber(1, mostUsers, what);

export const someAddresses = (what: string) => wholeNumber(1, 10_000, what);

export const someTries = (what: string) => wholeNumber(1, 100_000, what);

export const everySeconds = number(0.001, 86_400, "seconds from one try to the next");
