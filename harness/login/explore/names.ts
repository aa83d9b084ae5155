import { hashText } from "../../../domain/chance/random.ts";
import type { BoundedCount } from "../../../report/login/explore/exploration.ts";
import { withoutItsLine } from "../../explore/limits.ts";

/** Gives each user name a number. */
export interface NameNumbers {
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
