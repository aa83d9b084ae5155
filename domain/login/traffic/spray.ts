import { sample } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { everySeconds, guess, secondMs, singleTry, someAddresses, someUsers } from "../visit.ts";

/** One likely password tried on many valid names, one try each, from few addresses in turn. */
export interface Spray extends TrafficEntry {
  readonly kind: "spray";
  readonly users: number;
  readonly addresses: number;
  readonly everySeconds: number;
}

const chance = 0.01;

/** Each name once, evenly spaced; cycles through the addresses. */
export const spray: LoginAttack<Spray> = {
  role: "attack",
  fields: {
    users: someUsers("how many names it tries"),
    addresses: someAddresses("how many addresses take turns"),
    everySeconds,
  },
  *visits(entry, { actors, onsetMs, random, freshAddress }) {
    const own: string[] = [];
    for (const [place, { name }] of sample(random, actors, entry.users).entries()) {
      const ip = own[place % entry.addresses] ?? freshAddress();
      if (place < entry.addresses) own.push(ip);
      const attempt = { user: name, password: guess(random, chance) };
      yield singleTry(onsetMs + place * entry.everySeconds * secondMs, ip, attempt);
    }
  },
};
