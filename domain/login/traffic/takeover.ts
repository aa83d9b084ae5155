import { pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { everySeconds, secondMs, singleTry, someTries, visitFrom } from "../visit.ts";

/** One address guesses one user's password and succeeds with the last of `tries`. */
export interface Takeover extends TrafficEntry {
  readonly kind: "takeover";
  readonly tries: number;
  readonly everySeconds: number;
}

/** A locked account stays locked at every second try on average: through all of these once in a million. */
const mostTries = 20;

/**
 * Wrong passwords, evenly spaced, then the right one. The account can be locked by then; the right password repeats
 * until it succeeds, with the same pauses but at least a second.
 */
export const takeover: LoginAttack<Takeover> = {
  role: "attack",
  fields: { tries: someTries("how many tries it takes; the last one succeeds"), everySeconds },
  *visits(entry, { actors, onsetMs, random, freshAddress }) {
    const user = pick(random, actors).name;
    const ip = freshAddress();
    const gapMs = entry.everySeconds * secondMs;
    for (let wrong = 0; wrong < entry.tries - 1; wrong += 1) {
      yield singleTry(onsetMs + wrong * gapMs, ip, { user, password: "wrong" });
    }
    const tries = Array.from({ length: mostTries }, () => ({ user, password: "right" as const }));
    yield visitFrom(ip, onsetMs + (entry.tries - 1) * gapMs, tries, Math.max(gapMs, secondMs));
  },
};
