import type { Random } from "../random.ts";
import { below } from "./draw.ts";
import { guess } from "./visit.ts";
import type { Try } from "./visit.ts";

interface Typist {
  /** The name that is meant. */
  readonly name: string;
  /** Chance to type it right, and after a wrong name to notice; below 0 is never, above 1 always. */
  readonly accuracy: number;
  /** Chances that the first, second, ... password is right. */
  readonly chances: readonly number[];
}

/**
 * The tries at one name. A misspelled name stays until it is noticed, and no password is right for it, even where it is
 * another user's.
 */
export function typedTries({ name, accuracy, chances }: Typist, random: Random): readonly Try[] {
  const tries: Try[] = [];
  let user = random.uniform() > accuracy ? misspelled(name, random) : name;
  for (const chance of chances) {
    if (user === name) {
      tries.push({ user, password: guess(random, chance) });
    } else {
      tries.push({ user, password: "wrong" });
      if (random.uniform() <= accuracy) user = name;
    }
  }
  return tries;
}

const letters = "abcdefghijklmnopqrstuvwxyz".split("");

/** One letter is missing, or another stands in its place. Never the name itself. */
export function misspelled(name: string, random: Random): string {
  const place = below(random, name.length);
  const isDropped = random.uniform() < 0.5;
  const others = letters.filter((letter) => letter !== name[place]);
  const letter = isDropped ? "" : (others[below(random, others.length)] ?? "");
  return `${name.slice(0, place)}${letter}${name.slice(place + 1)}`;
}
