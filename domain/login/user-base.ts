import { below, freeAddress } from "../chance/draw.ts";
import { randomStream } from "../chance/random.ts";

/** A person with an account. */
export interface LoginUser {
  readonly name: string;
  /** The addresses that the user logs in from; at least one. */
  readonly addresses: readonly string[];
}

export const defaultUserCount = 133;
export const fewestUsers = 10;
export const mostUsers = 10_000;

/** All users; names are unique. */
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
 * The users of a scenario and of its past; they depend on the count and the seed alone. Names come from the original;
 * beyond its 133 they are numbered (`asmith2`), and a shorter list keeps `admin`. Each user has one to three
 * addresses, all different global unicast addresses.
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

/** The password of a user. Obviously not a real one. */
export function passwordOf(name: string): string {
  return `right-password-of-${name}`;
}
