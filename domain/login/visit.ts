import { below } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import type { Traffic, TrafficKind } from "./traffic.ts";
import type { UserBase } from "./user-base.ts";

/** An entry of one kind. */
export type TrafficOf<K extends TrafficKind> = Extract<Traffic, { readonly kind: K }>;

/** One attempt of a visit. */
export interface Try {
  /** As it is typed. */
  readonly user: string;
  readonly password: "right" | "wrong";
}

/** Somebody comes and tries until he is let in or has had enough. */
export interface Visit {
  /** Of its first try, from the scenario's first instant. */
  readonly offsetMs: number;
  readonly ip: string;
  /** From one try to the next, at least a second. */
  readonly gapMs: number;
  /** At least one. */
  readonly tries: readonly Try[];
}

/** What a kind of traffic may know when it begins. */
export interface Occurrence {
  readonly users: UserBase;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From the scenario's first instant. */
  readonly onsetMs: number;
  /** Of this occurrence. */
  readonly random: Random;
  /** Of a calendar hour of this occurrence. */
  readonly randomOfHour: (calendarHour: number) => Random;
  /** Starts anew, the same, for each occurrence of one entry of traffic. */
  readonly randomOfEntry: Random;
  /** An address that is no user's and that this occurrence has not had yet. */
  readonly freshAddress: () => string;
  /** How often honest users come in a calendar hour. */
  readonly honestPerHour: (calendarHour: number) => number;
}

export const secondMs = 1000;

/** A visit of one try. */
export function singleTry(offsetMs: number, ip: string, attempt: Try): Visit {
  return { offsetMs, ip, gapMs: secondMs, tries: [attempt] };
}

/** A password that is right with this chance. */
export function guess(random: Random, chance: number): Try["password"] {
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
export function typedTries({ name, accuracy, chances }: Typist, random: Random): readonly Try[] {
  const tries: Try[] = [];
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
