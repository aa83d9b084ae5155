import type { LoginFailure, LoginObservation } from "../../../domain/login/observation.ts";
import { generations } from "./known-places.ts";

/** What was tried on one name from addresses that it was never let in from. */
export interface Hammered {
  /** Failures; a knock at an account that is locked already is half a one. */
  tries: number;
  failures: number;
  readonly firstMs: number;
  lastMs: number;
  /** The only address so far; `undefined` from the second on. */
  ip: string | undefined;
  /** It was told of that somebody was let in after the latest failure. */
  isLetIn: boolean;
}

/** Counts tries by name. */
export interface HammeredUsers {
  readonly failure: (observation: LoginObservation, reason: LoginFailure) => Hammered;
  /** What was tried on the name of late. */
  readonly before: (success: LoginObservation) => Hammered | undefined;
  readonly clear: () => void;
}

/** Names; those not tried for longest are forgotten. */
const room = 20_000;
const lockedTry = 0.5;
/** After so long without a try counting begins anew. */
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
