import { below, sample } from "../../chance/draw.ts";
import type { Random } from "../../chance/random.ts";
import { choice, optional } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { secondMs, someUsers, typedTries, visitFrom } from "../visit.ts";

/**
 * Goes through user names, often misspelled, from one address (`one`) or from a fresh one for each name (`fresh`): two
 * tries a name, one second apart. As the original has it. `users` absent: all of them once in five times, else any number from five on.
 */
export interface Bruteforce extends TrafficEntry {
  readonly kind: "bruteforce";
  readonly addresses: "one" | "fresh";
  readonly users?: number;
}

const chances = [0.25, 0.45];
const fewestNames = 5;

/**
 * The original's hacker: names in random order, two tries each, a second apart throughout. Differs in that he always has
 * at least five names, for fewer are no attack that anybody could tell from a user, and lets the second go by when he was let in by the first.
 */
export const bruteforce: LoginAttack<Bruteforce> = {
  role: "attack",
  fields: {
    addresses: choice({ one: "all tries from one address", fresh: "another for each name" }),
    users: optional(someUsers("how many names it goes through")),
  },
  *visits({ addresses, users: asked }, { actors, onsetMs, random, freshAddress }) {
    const names = sample(random, actors, asked ?? drawnCount(actors.length, random));
    const own = freshAddress();
    for (const [place, { name }] of names.entries()) {
      const accuracy = 0.35 + 0.5 * random.normal();
      const ip = addresses === "one" || place === 0 ? own : freshAddress();
      const offsetMs = onsetMs + place * chances.length * secondMs;
      yield visitFrom(ip, offsetMs, typedTries({ name, accuracy, chances }, random));
    }
  },
};

function drawnCount(all: number, random: Random): number {
  return random.uniform() < 0.2 ? all : fewestNames + below(random, all - fewestNames + 1);
}
