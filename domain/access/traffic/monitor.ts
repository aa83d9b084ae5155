import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAccess } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { checkPath } from "../site.ts";

/** A monitor asks whether the site is up, every `everySeconds` from its onset on. */
export interface Monitor extends TrafficEntry {
  readonly kind: "monitor";
  readonly everySeconds: number;
}

export const monitor: BenignAccess<Monitor> = {
  role: "benign",
  fields: { everySeconds },
  *visits(entry, { onsetMs, freshAddress }) {
    const probe = { ip: freshAddress(), userAgent: "uptime-check/1.4" };
    for (let check = 0; ; check += 1) {
      const offsetMs = onsetMs + check * entry.everySeconds * secondMs;
      yield { offsetMs, gapMs: 0, acts: [ask(probe, "GET", checkPath)] };
    }
  },
  inPast: (entry) => ({ ...entry, onset: { kind: "at", hour: 0 } }),
};
