import { below, sample } from "../../chance/draw.ts";
import type { Random } from "../../chance/random.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";
import { secondMs, typedTries } from "../visit.ts";

const chances = [0.25, 0.45];
const fewestNames = 5;

/**
 * The original's hacker: names in random order, two tries each, a second apart throughout. Differs in that he always has
 * at least five names, for fewer are no attack that anybody could tell from a user, and lets the second go by when he was let in by the first.
 */
export function* bruteforceVisits(
  { addresses, users: asked }: TrafficOf<"bruteforce">,
  { users, onsetMs, random, freshAddress }: Occurrence,
): Generator<Visit, void, undefined> {
  const names = sample(random, users, asked ?? drawnCount(users.length, random));
  const own = freshAddress();
  for (const [place, { name }] of names.entries()) {
    const accuracy = 0.35 + 0.5 * random.normal();
    yield {
      offsetMs: onsetMs + place * chances.length * secondMs,
      ip: addresses === "one" || place === 0 ? own : freshAddress(),
      gapMs: secondMs,
      tries: typedTries({ name, accuracy, chances }, random),
    };
  }
}

function drawnCount(all: number, random: Random): number {
  return random.uniform() < 0.2 ? all : fewestNames + below(random, all - fewestNames + 1);
}
