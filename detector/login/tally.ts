import type { LoginObservation } from "../../domain/login/observation.ts";

/** What is judged of one address in one clock hour. */
export interface Figures {
  /** Distinct names that were typed. */
  readonly users: number;
  readonly attempts: number;
  readonly failures: number;
  /** 1 less the share of attempts that were let in. */
  readonly failureRate: number;
}

/** One address in one clock hour, while attempts come in. Cheap for an address with one user, as most are. */
export interface Tally {
  firstMs: number;
  lastMs: number;
  attempts: number;
  successes: number;
  readonly user: string;
  /** All names, `user` too; absent while there is only that one. */
  users: Set<string> | undefined;
}

/** The tally after the first attempt. */
export function newTally(observation: LoginObservation): Tally {
  const { atMs, user, outcome } = observation;
  return {
    firstMs: atMs,
    lastMs: atMs,
    attempts: 1,
    successes: outcome.kind === "success" ? 1 : 0,
    user,
    users: undefined,
  };
}

/** Counts one more attempt from the same address in the same hour. */
export function addTo(tally: Tally, { atMs, user, outcome }: LoginObservation): void {
  if (atMs > tally.lastMs) tally.lastMs = atMs;
  else if (atMs < tally.firstMs) tally.firstMs = atMs;
  tally.attempts += 1;
  if (outcome.kind === "success") tally.successes += 1;
  if (tally.users === undefined) {
    if (user !== tally.user) tally.users = new Set([tally.user, user]);
  } else tally.users.add(user);
}

export function userCount({ users }: Tally): number {
  return users === undefined ? 1 : users.size;
}

export function figuresOf(tally: Tally): Figures {
  const { attempts, successes } = tally;
  return {
    users: userCount(tally),
    attempts,
    failures: attempts - successes,
    failureRate: 1 - successes / attempts,
  };
}

/** Counts an attempt at its address. */
export function tallied(tallies: Map<string, Tally>, observation: LoginObservation): Tally {
  const known = tallies.get(observation.ip);
  if (known !== undefined) {
    addTo(known, observation);
    return known;
  }
  const fresh = newTally(observation);
  tallies.set(observation.ip, fresh);
  return fresh;
}
