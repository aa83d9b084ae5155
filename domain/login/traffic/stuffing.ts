import { sample } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { everySeconds, guess, secondMs, singleTry, someTries } from "../visit.ts";

/** Leaked name and password pairs, most of them outdated, each tried from an address of its own. */
export interface Stuffing extends TrafficEntry {
  readonly kind: "stuffing";
  readonly pairs: number;
  readonly everySeconds: number;
}

const chance = 0.02;

/** Valid names, evenly spaced; no address repeats. With more pairs than users, the names repeat in another order. */
export const stuffing: LoginAttack<Stuffing> = {
  role: "attack",
  fields: { pairs: someTries("how many leaked pairs it tries"), everySeconds },
  *visits(entry, { actors, onsetMs, random, freshAddress }) {
    let names = sample(random, actors, actors.length);
    for (let pair = 0; pair < entry.pairs; pair += 1) {
      const place = pair % actors.length;
      if (place === 0 && pair > 0) names = sample(random, actors, actors.length);
      const attempt = { user: names[place]?.name ?? "", password: guess(random, chance) };
      yield singleTry(onsetMs + pair * entry.everySeconds * secondMs, freshAddress(), attempt);
    }
  },
};
