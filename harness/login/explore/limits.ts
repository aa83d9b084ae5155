import { hashText } from "../../../domain/chance/random.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { BoundedCount, Origin, Point } from "../../../report/login/explore/exploration.ts";

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

/** Gives each user name a number. */
interface NameNumbers {
  readonly numberOf: (name: string) => number;
  /** How many names there were. */
  readonly known: () => BoundedCount;
}

/** @param limit - names beyond it get the number of their hash, of 32 bits, and are not counted */
export function nameNumbers(limit: number): NameNumbers {
  const numbers = new Map<string, number>();
  let overflowed = false;
  return {
    numberOf: (name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      if (numbers.size < limit) {
        numbers.set(withoutItsLine(name), numbers.size);
        return numbers.size - 1;
      }
      overflowed = true;
      return limit + hashText(name);
    },
    known: () => ({ count: numbers.size, bound: overflowed ? "at-least" : "exact" }),
  };
}

/** Distinct names that somebody typed: the first by itself, for most have no other. */
export interface TypedNames extends BoundedCount {
  readonly first: number;
  others: Set<number> | undefined;
  count: number;
  bound: "exact" | "at-least";
}

/** What all holders of names may still hold together. */
export interface NameBudget {
  left: number;
}

export function typedNames(first: number): TypedNames {
  return { first, others: undefined, count: 1, bound: "exact" };
}

/** @param limit - of these names; what is beyond it or beyond the budget is only known to exist */
export function addName(names: TypedNames, name: number, limit: number, budget: NameBudget): void {
  if (name === names.first || names.others?.has(name) === true) return;
  if (budget.left === 0 || names.count >= limit) {
    names.bound = "at-least";
    return;
  }
  budget.left -= 1;
  names.count += 1;
  names.others ??= new Set();
  names.others.add(name);
}

/** What the budget gets back when these names are forgotten. */
export function releaseNames({ count }: TypedNames, budget: NameBudget): void {
  budget.left += count - 1;
}

/** Collects points of a picture; equal ones are one point. */
export interface PointCollector {
  /** @param example - whose point it is, a text from the log */
  readonly add: (x: number, y: number, origin: Origin, example: string) => void;
  readonly finish: () => readonly Point[];
  /** Points that were rounded. */
  readonly rounded: () => number;
}

interface Growing extends Point {
  count: number;
}

/** @param limit - once there are so many distinct points, new ones are rounded to one digit */
export function pointCollector(limit: number): PointCollector {
  const points = new Map<string, Growing>();
  let rounded = 0;

  function add(x: number, y: number, origin: Origin, example: string): void {
    const key = `${x} ${y} ${origin}`;
    const known = points.get(key);
    if (known === undefined) points.set(key, { x, y, origin, count: 1, example });
    else known.count += 1;
  }

  return {
    add: (x, y, origin, example) => {
      if (points.size < limit || points.has(`${x} ${y} ${origin}`)) return add(x, y, origin, example);
      rounded += 1;
      add(oneDigit(x), oneDigit(y), origin, example);
    },
    finish: () => [...points.values()],
    rounded: () => rounded,
  };
}

function oneDigit(value: number): number {
  return Number(value.toPrecision(1));
}
