import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { Point } from "../../../report/login/explore/exploration.ts";
import type { BoundedCount, Origin } from "../../../report/traffic/explored.ts";

/** How much of a log is kept in detail, so that a log of any length fits into memory. */
export interface ExploreLimits {
  /** Addresses. If there are more, the half with the fewest attempts is merged. */
  readonly addresses: number;
  /** Distinct user names. Later ones are distinguished by a hash. */
  readonly names: number;
  /** Distinct names of one address, or of one address in one hour. */
  readonly namesOfOne: number;
  /** Distinct names of all addresses together, and of all address hours together. */
  readonly namesHeld: number;
  /** Open hours of addresses. If there are more, the older half is closed. */
  readonly cells: number;
  /** Distinct points of a picture. Later ones are rounded to one digit. */
  readonly points: number;
  /** Hours of the log with an attempt. If there are more, bars become twice as wide. */
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

/** In characters. Longer names are cut. */
const longestText = 200;

/** The row with its name cut to the longest length. */
export function shortened(login: LoginObservation): LoginObservation {
  const { user } = login;
  return user.length <= longestText ? login : { ...login, user: user.slice(0, longestText) };
}

/** Distinct typed names. The first has its own field, because most addresses type only one. */
export interface TypedNames extends BoundedCount {
  readonly first: number;
  others: Set<number> | undefined;
  count: number;
  bound: "exact" | "at-least";
}

/** How many more names all `TypedNames` together may hold. */
export interface NameBudget {
  left: number;
}

export function typedNames(first: number): TypedNames {
  return { first, others: undefined, count: 1, bound: "exact" };
}

/** @param limit - of these names. Beyond it or the budget the count becomes a lower bound */
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

/** Returns the names to the budget. */
export function releaseNames({ count }: TypedNames, budget: NameBudget): void {
  budget.left += count - 1;
}

/** Collects points of a picture. Equal points become one with a count. */
export interface PointCollector {
  /** @param example - address of the point */
  readonly add: (x: number, y: number, origin: Origin, example: string) => void;
  readonly finish: () => readonly Point[];
  /** Number of rounded points. */
  readonly rounded: () => number;
}

interface Growing extends Point {
  count: number;
}

/** @param limit - of distinct points. Beyond it new points are rounded to one digit */
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
