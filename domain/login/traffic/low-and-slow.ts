import { sample } from "../../chance/draw.ts";
import { guess, singleTry } from "../visit.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";

const minuteMs = 60_000;
const chance = 0.02;

/** Each name once, all from one address; the pauses are 3/4 to 5/4 of what is asked. */
export function* lowAndSlowVisits(
  { users: asked, everyMinutes }: TrafficOf<"low-and-slow">,
  { users, onsetMs, random, freshAddress }: Occurrence,
): Generator<Visit, void, undefined> {
  const ip = freshAddress();
  let offsetMs = onsetMs;
  for (const { name } of sample(random, users, asked)) {
    yield singleTry(offsetMs, ip, { user: name, password: guess(random, chance) });
    offsetMs += everyMinutes * minuteMs * (0.75 + 0.5 * random.uniform());
  }
}
