import { generations } from "../../traffic/generations.ts";

/** The addresses from which each user logged in successfully. */
export interface KnownPlaces {
  /** True when the user logged in from this address. */
  readonly knows: (user: string, ip: string) => boolean;
  /** True when any user logged in from this address. */
  readonly knowsAddress: (ip: string) => boolean;
  readonly learn: (user: string, ip: string) => void;
  /** Removes the address from the user. It stays known as long as other users logged in from it. */
  readonly forget: (user: string, ip: string) => void;
  /** Each user with their addresses, newest last. */
  readonly entries: () => readonly (readonly [string, readonly string[]])[];
}

/** Keeps at least this many users and addresses, at most twice as many. Those not seen for longest are dropped. */
const keptAtLeast = 50_000;
const addressesPerUser = 8;

export function knownPlaces(): KnownPlaces {
  const users = generations<string[]>(keptAtLeast);
  const letIn = generations<number>(keptAtLeast);
  return {
    knows: (user, ip) => users.get(user)?.includes(ip) === true,
    knowsAddress: (ip) => letIn.get(ip) !== undefined,
    learn: (user, ip) => {
      const addresses = users.get(user);
      if (addresses?.includes(ip) === true) return;
      letIn.set(ip, (letIn.get(ip) ?? 0) + 1);
      if (addresses === undefined) users.set(user, [ip]);
      else {
        addresses.push(ip);
        if (addresses.length > addressesPerUser) addresses.shift();
      }
    },
    forget: (user, ip) => {
      const addresses = users.get(user);
      const place = addresses?.indexOf(ip) ?? -1;
      if (addresses === undefined || place < 0) return;
      addresses.splice(place, 1);
      if (addresses.length === 0) users.delete(user);
      const others = (letIn.get(ip) ?? 0) - 1;
      if (others > 0) letIn.set(ip, others);
      else letIn.delete(ip);
    },
    entries: () => users.entries(),
  };
}
