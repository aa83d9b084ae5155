import { below, freeAddress } from "../chance/draw.ts";
import { randomStream } from "../chance/random.ts";

/** Somebody with an account. */
export interface LoginUser {
  readonly name: string;
  /** Where he comes from, at least one. */
  readonly addresses: readonly string[];
}

export const defaultUserCount = 133;
export const fewestUsers = 10;
export const mostUsers = 10_000;

/** Everybody with an account, each name once. */
export type UserBase = readonly LoginUser[];

const familyNames = ["smith", "jones", "kim", "lopez", "brown"];
const administrators = ["admin", "master", "dba"];

/** The 133 users of the original, in its order. */
export const originalUserNames: readonly string[] = [
  ..."abcdefghijklmnopqrstuvwxyz"
    .split("")
    .flatMap((letter) => familyNames.map((name) => `${letter}${name}`)),
  ...administrators,
];

/**
 * The users of a scenario, the same for its past: they depend on their number and the seed alone. Names are those of the
 * original; beyond its 133 they are numbered (`asmith2`), and where there are fewer `admin` stays. Each has one to three
 * addresses; no address is in the base twice, and all are global unicast.
 */
export function usersOf(
  { users: count = defaultUserCount }: { readonly users?: number },
  seed: number,
): UserBase {
  const chance = randomStream(seed, "user");
  const taken = new Set<string>();
  return userNames(count).map((name, place) => {
    const random = chance(place);
    const addresses = Array.from({ length: 1 + below(random, 3) }, () => {
      const address = freeAddress(random, (drawn) => taken.has(drawn));
      taken.add(address);
      return address;
    });
    return { name, addresses };
  });
}

function userNames(count: number): readonly string[] {
  if (count <= originalUserNames.indexOf("admin")) return [...originalUserNames.slice(0, count - 1), "admin"];
  return Array.from({ length: count }, (_, place) => userName(place));
}

function userName(place: number): string {
  const round = Math.floor(place / originalUserNames.length) + 1;
  const name = originalUserNames[place % originalUserNames.length] ?? "";
  return round === 1 ? name : `${name}${round}`;
}

/** The password of a user: nobody's in earnest, and plain to see as such. */
export function passwordOf(name: string): string {
  return `right-password-of-${name}`;
}
