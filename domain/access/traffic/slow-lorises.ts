import { wholeNumber } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AccessAttack } from "../request.ts";
import { ask } from "../request.ts";

/** One address holds `connections` open, each with `rounds` requests that never come to an end by themselves. */
export interface SlowLorises extends TrafficEntry {
  readonly kind: "slow-lorises";
  readonly connections: number;
  readonly rounds: number;
}

export const slowLorises: AccessAttack<SlowLorises> = {
  role: "attack",
  fields: {
    connections: wholeNumber(1, 5000, "how many connections it holds"),
    rounds: wholeNumber(1, 1000, "how many requests it makes on each"),
  },
  *visits(entry, { onsetMs, freshAddress }) {
    const sender = { ip: freshAddress(), userAgent: "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1)" };
    for (let connection = 0; connection < entry.connections; connection += 1) {
      const acts = Array.from({ length: entry.rounds }, () => ask(sender, "GET", "/"));
      yield { offsetMs: onsetMs + 10 * connection, gapMs: 1, acts };
    }
  },
};
