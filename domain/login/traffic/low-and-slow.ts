import { sample } from "../../chance/draw.ts";
import { number } from "../../fields.ts";
import { minuteMs } from "../../time/calendar.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { guess, singleTry, someUsers } from "../visit.ts";

/** One address tries one name every `everyMinutes` with some jitter: below every hourly limit. */
export interface LowAndSlow extends TrafficEntry {
  readonly kind: "low-and-slow";
  readonly users: number;
  readonly everyMinutes: number;
}

const chance = 0.02;

/** Each name once, all from one address. Pauses are 3/4 to 5/4 of `everyMinutes`. */
export const lowAndSlow: LoginAttack<LowAndSlow> = {
  role: "attack",
  fields: {
    users: someUsers("how many names it tries"),
    everyMinutes: number(0.001, 10_080, "minutes from one try to the next"),
  },
  *visits({ users: count, everyMinutes }, { actors, onsetMs, random, freshAddress }) {
    const ip = freshAddress();
    let offsetMs = onsetMs;
    for (const { name } of sample(random, actors, count)) {
      yield singleTry(offsetMs, ip, { user: name, password: guess(random, chance) });
      offsetMs += everyMinutes * minuteMs * (0.75 + 0.5 * random.uniform());
    }
  },
};
