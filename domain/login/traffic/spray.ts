import { sample } from "../../chance/draw.ts";
import { guess, secondMs, singleTry } from "../visit.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";

const chance = 0.01;

/** Each name once, evenly spaced, the addresses in turn. */
export function* sprayVisits(
  { users: asked, addresses, everySeconds }: TrafficOf<"spray">,
  { users, onsetMs, random, freshAddress }: Occurrence,
): Generator<Visit, void, undefined> {
  const own: string[] = [];
  for (const [place, { name }] of sample(random, users, asked).entries()) {
    const ip = own[place % addresses] ?? freshAddress();
    if (place < addresses) own.push(ip);
    const attempt = { user: name, password: guess(random, chance) };
    yield singleTry(onsetMs + place * everySeconds * secondMs, ip, attempt);
  }
}
