import type { LoginFailure, LoginObservation } from "../../../domain/login/observation.ts";
import { generations } from "../../traffic/generations.ts";

/** Failures of one user at addresses that are unknown for that user. */
export interface Hammered {
  /** Failures; an attempt on an account that is already locked counts half. */
  tries: number;
  failures: number;
  readonly firstMs: number;
  lastMs: number;
  /** The address if there was only one; `undefined` from the second on. */
  ip: string | undefined;
  /** True once a login after the latest failure was reported. */
  isLetIn: boolean;
}

/** Counts failures per user. */
export interface HammeredUsers {
  readonly failure: (observation: LoginObservation, reason: LoginFailure) => Hammered;
  /** Recent failures for the user of a successful login. */
  readonly before: (success: LoginObservation) => Hammered | undefined;
  readonly clear: () => void;
}

/** Users kept; those without failures for longest are dropped. */
const room = 20_000;
const lockedTry = 0.5;
/** Counting restarts after this time without a failure. */
const idleMs = 6 * 3_600_000;

export function hammeredUsers(): HammeredUsers {
  let users = generations<Hammered>(room);
  const recent = ({ user, atMs }: LoginObservation): Hammered | undefined => {
    const hammered = users.get(user);
    return hammered === undefined || atMs - hammered.lastMs > idleMs ? undefined : hammered;
  };
  const begun = ({ user, ip, atMs }: LoginObservation): Hammered => {
    const hammered = { tries: 0, failures: 0, firstMs: atMs, lastMs: atMs, ip, isLetIn: false };
    users.set(user, hammered);
    return hammered;
  };

  return {
    failure: (observation, reason) => {
      const hammered = recent(observation) ?? begun(observation);
      hammered.tries += reason === "account_locked" ? lockedTry : 1;
      hammered.failures += 1;
      hammered.lastMs = observation.atMs;
      hammered.isLetIn = false;
      if (hammered.ip !== observation.ip) hammered.ip = undefined;
      return hammered;
    },
    before: recent,
    clear: () => {
      users = generations(room);
    },
  };
}
