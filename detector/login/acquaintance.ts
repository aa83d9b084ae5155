import { generations } from "./generations.ts";

/** Who has been let in from where. */
export interface Acquaintance {
  /** The user has been let in from this address. */
  readonly knows: (user: string, ip: string) => boolean;
  /** Somebody has been let in from this address. */
  readonly trusts: (ip: string) => boolean;
  readonly learn: (user: string, ip: string) => void;
  /** Each user with the addresses, the newest last. */
  readonly entries: () => readonly (readonly [string, readonly string[]])[];
}

/** Users and addresses that were not seen for longest are forgotten: it keeps twice as many at most. */
const room = 50_000;
const addressesPerUser = 8;

export function acquaintance(): Acquaintance {
  const users = generations<string[]>(room);
  const trusted = generations<true>(room);
  return {
    knows: (user, ip) => users.get(user)?.includes(ip) === true,
    trusts: (ip) => trusted.get(ip) === true,
    learn: (user, ip) => {
      trusted.set(ip, true);
      const addresses = users.get(user);
      if (addresses === undefined) users.set(user, [ip]);
      else if (!addresses.includes(ip)) {
        addresses.push(ip);
        if (addresses.length > addressesPerUser) addresses.shift();
      }
    },
    entries: () => users.entries(),
  };
}
