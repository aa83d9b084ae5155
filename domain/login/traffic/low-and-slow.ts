import { sample } from "../../chance/draw.ts";
import { number } from "../../fields.ts";
import { minuteMs } from "../../time/calendar.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { guess, singleTry, someUsers } from "../visit.ts";

/** One address, one name at a time, one try every `everyMinutes` with some jitter: below every limit per hour. */
export interface LowAndSlow extends TrafficEntry {
  readonly kind: "low-and-slow";
  readonly users: number;
  readonly everyMinutes: number;
}

const chance = 0.02;

/** Each name once, all from one address; the pauses are 3/4 to 5/4 of what is asked. */
export const lowAndSlow: LoginAttack<LowAndSlow> = {
  role: "attack",
  fields: {
    users: someUsers("how many names it goes through"),
    everyMinutes: number(0.001, 10_080, "minutes from one try to the next"),
  },
  *visits({ users: asked, everyMinutes }, { actors, onsetMs, random, freshAddress }) {
    const ip = freshAddress();
    let offsetMs = onsetMs;
    for (const { name } of sample(random, actors, asked)) {
      yield singleTry(offsetMs, ip, { user: name, password: guess(random, chance) });
      offsetMs += everyMinutes * minuteMs * (0.75 + 0.5 * random.uniform());
    }
  },
};
