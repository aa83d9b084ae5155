import { sample } from "../../chance/draw.ts";
import { guess, secondMs, singleTry } from "../visit.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";

const chance = 0.02;

/**
 * A right name each time, evenly spaced, no address twice. Where there are more pairs than users, all come again in
 * another order: people have leaked more than once.
 */
export function* stuffingVisits(
  { pairs, everySeconds }: TrafficOf<"stuffing">,
  { users, onsetMs, random, freshAddress }: Occurrence,
): Generator<Visit, void, undefined> {
  let names = sample(random, users, users.length);
  for (let pair = 0; pair < pairs; pair += 1) {
    const place = pair % users.length;
    if (place === 0 && pair > 0) names = sample(random, users, users.length);
    const attempt = { user: names[place]?.name ?? "", password: guess(random, chance) };
    yield singleTry(onsetMs + pair * everySeconds * secondMs, freshAddress(), attempt);
  }
}
