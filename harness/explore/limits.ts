import type { LoginObservation } from "../../domain/login/observation.ts";

/** How much of a log is kept one by one, so that a log of any length fits into memory. */
export interface ExploreLimits {
  /** Addresses; the half with fewest attempts is lumped together whenever there are more. */
  readonly addresses: number;
  /** Distinct user names; later ones are told apart by a hash. */
  readonly names: number;
  /** Distinct names of one address, or of one address in one hour. */
  readonly namesOfOne: number;
  /** The same of all addresses together, and of all hours together. */
  readonly namesHeld: number;
  /** Hours of addresses that may still grow; the older half is finished whenever there are more. */
  readonly cells: number;
  /** Distinct points of a picture; later ones are rounded to one digit. */
  readonly points: number;
  /** Hours of the log with an attempt; bars become twice as wide whenever there are more. */
  readonly bars: number;
}

export const exploreLimits: ExploreLimits = {
  addresses: 200_000,
  names: 200_000,
  namesOfOne: 10_000,
  namesHeld: 1_000_000,
  cells: 50_000,
  points: 100_000,
  bars: 50_000,
};

/** In characters; longer names and addresses are the same as their beginning. */
const longestText = 200;

/** The row with its texts no longer than that. */
export function shortened(login: LoginObservation): LoginObservation {
  const { ip, user } = login;
  if (ip.length <= longestText && user.length <= longestText) return login;
  return { ...login, ip: ip.slice(0, longestText), user: user.slice(0, longestText) };
}

/** The same text without the line that it was cut out of, which would stay in memory with it. */
export function withoutItsLine(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
