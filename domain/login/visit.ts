import type { Random } from "../random.ts";
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
