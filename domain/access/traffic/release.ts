import { pick } from "../../chance/draw.ts";
import { number } from "../../fields.ts";
import { hourlyArrivals } from "../../traffic/arrivals.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAccess } from "../request.ts";
import { ask, secondMs } from "../request.ts";
import { browse } from "../visitors.ts";

/**
 * A new version of the site: from the onset on, visitors get pages of other sizes, and `visits` times as many as usual
 * come besides to see the new pages.
 */
export interface Release extends TrafficEntry {
  readonly kind: "release";
  readonly visits: number;
}

export const release: BenignAccess<Release> = {
  role: "benign",
  fields: { visits: number(0, 100, "how many visits the new pages get, as a share of the usual visits") },
  *visits(entry, { actors, startMs, onsetMs, random, randomOfHour, freshAddress, honestPerHour }) {
    const pages = [...actors.site.released.keys()];
    const check = { ip: freshAddress(), userAgent: "deploy-check/1.0" };
    yield { offsetMs: onsetMs, gapMs: secondMs, acts: pages.map((path) => ask(check, "GET", path)) };
    const arrivals = hourlyArrivals({
      startMs,
      fromMs: onsetMs,
      untilMs: Infinity,
      perHour: (hour) => entry.visits * honestPerHour(hour),
      randomOfHour,
    });
    for (const arrival of arrivals)
      yield browse(
        arrival.offsetMs,
        pick(random, actors.regulars),
        actors,
        arrival.random,
        pick(arrival.random, pages),
      );
  },
};
