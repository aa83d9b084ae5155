import { below, sample } from "../../chance/draw.ts";
import type { Random } from "../../chance/random.ts";
import { choice, optional } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { secondMs, someUsers, typedTries, visitFrom } from "../visit.ts";

/**
 * Tries user names, often misspelled, from one address (`one`) or from a new one per name (`fresh`): two tries per
 * name, one second apart, as in the original. Without `users`: all users with probability 1/5, else a random number
 * from five.
 */
export interface Bruteforce extends TrafficEntry {
  readonly kind: "bruteforce";
  readonly addresses: "one" | "fresh";
  readonly users?: number;
}

const chances = [0.25, 0.45];
const fewestNames = 5;

/**
 * The attacker of the original: names in random order, two tries each, one second apart. Differs in two ways: at
 * least five names, because fewer look like a user, and no second try after a success.
 */
export const bruteforce: LoginAttack<Bruteforce> = {
  role: "attack",
  fields: {
    addresses: choice({ one: "all tries from one address", fresh: "a new address for each name" }),
    users: optional(someUsers("how many names it tries")),
  },
  *visits({ addresses, users: count }, { actors, onsetMs, random, freshAddress }) {
    const names = sample(random, actors, count ?? drawnCount(actors.length, random));
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
