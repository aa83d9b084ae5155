import type { LoginFailure, LoginObservation } from "../../domain/login/observation.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { generations } from "./acquaintance.ts";

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
export interface SuspectBook {
  readonly at: (ip: string) => Suspect | undefined;
  readonly begin: (ip: string, atMs: number) => Suspect;
  /** Alarmed about the address: nothing of it is forgotten until it is released, whoever else comes. */
  readonly hold: (ip: string, suspect: Suspect) => void;
  readonly isHeld: (ip: string) => boolean;
  /** Begins anew there. */
  readonly release: (ip: string) => void;
}

export const mostNames = 256;
const room = 20_000;

export function suspectBook(): SuspectBook {
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
export function clearSuspect(suspect: Suspect, atMs: number): void {
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
