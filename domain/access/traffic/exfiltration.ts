import { pick } from "../../chance/draw.ts";
import { wholeNumber } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AccessAttack } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { exportPath } from "../site.ts";

const mostFrequent = 20;

/** One of the most frequent visitors fetches a page of orders `requests` times, which now holds those of all customers. */
export interface Exfiltration extends TrafficEntry {
  readonly kind: "exfiltration";
  readonly requests: number;
  readonly everySeconds: number;
}

export const exfiltration: AccessAttack<Exfiltration> = {
  role: "attack",
  fields: { requests: wholeNumber(1, 10_000, "how often it fetches the page"), everySeconds },
  *visits(entry, { actors, onsetMs, random }) {
    const sender = pick(random, actors.regulars.slice(0, mostFrequent));
    const acts = Array.from({ length: entry.requests }, (_, part) =>
      ask(sender, "GET", `${exportPath}?part=${part + 1}`),
    );
    yield { offsetMs: onsetMs, gapMs: entry.everySeconds * secondMs, acts };
  },
};
