import { generations } from "./generations.ts";

/** Who has been let in from where. */
export interface Acquaintance {
  /** The user has been let in from this address. */
  readonly knows: (user: string, ip: string) => boolean;
  /** Somebody has been let in from this address. */
  readonly trusts: (ip: string) => boolean;
  readonly learn: (user: string, ip: string) => void;
  /** Takes back that the user was let in there; the address is trusted as long as others were. */
  readonly forget: (user: string, ip: string) => void;
  /** Each user with the addresses, the newest last. */
  readonly entries: () => readonly (readonly [string, readonly string[]])[];
}

/** Users and addresses that were not seen for longest are forgotten: it keeps twice as many at most. */
const room = 50_000;
const addressesPerUser = 8;

export function acquaintance(): Acquaintance {
  const users = generations<string[]>(room);
  const letIn = generations<number>(room);
  return {
    knows: (user, ip) => users.get(user)?.includes(ip) === true,
    trusts: (ip) => letIn.get(ip) !== undefined,
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
