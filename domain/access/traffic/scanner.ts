import { below, pick } from "../../chance/draw.ts";
import type { Random } from "../../chance/random.ts";
import { wholeNumber } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAccess, Sender, WebAct } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { folderProbes, phpProbes, scannerAgents } from "./probes.ts";

/** A scanner from outside, as every site meets them daily. It finds nothing. */
export interface Scanner extends TrafficEntry {
  readonly kind: "scanner";
  readonly requests: number;
  /** How many requests it sends in the past; 0 for none. */
  readonly requestsBefore: number;
  readonly everySeconds: number;
}

export const scanner: BenignAccess<Scanner> = {
  role: "benign",
  fields: {
    requests: wholeNumber(0, 1_000_000, "how many requests it sends"),
    requestsBefore: wholeNumber(0, 1_000_000, "how many requests it sends in the past"),
    everySeconds,
  },
  *visits(entry, { onsetMs, random, freshAddress }) {
    const sender = { ip: freshAddress(), userAgent: pick(random, scannerAgents) };
    for (let sent = 0; sent < entry.requests; sent += 1) {
      const offsetMs = onsetMs + (sent + 0.5 * random.uniform()) * entry.everySeconds * secondMs;
      yield { offsetMs, gapMs: 0, acts: [probe(sender, random)] };
    }
  },
  // About the middle of the past.
  inPast: (entry, hours) => ({
    ...entry,
    requests: entry.requestsBefore,
    onset: { kind: "at", hour: Math.floor(hours / 2) },
  }),
};

/** Three of four probes end in 404, the rest in 400, 405, 408 and 414, and a few find the home page. */
function probe(sender: Sender, random: Random): WebAct {
  const kind = random.uniform();
  if (kind < 0.09) return { ...sender, request: { kind: "malformed", status: 400 } };
  if (kind < 0.12) return { ...sender, request: { kind: "malformed", status: 414 } };
  if (kind < 0.13) return { ...sender, request: { kind: "malformed", status: 408 } };
  if (kind < 0.135) return ask(sender, "CONNECT", "proxy-test.example:443");
  if (kind < 0.14) return ask(sender, "PUT", pick(random, phpProbes));
  if (kind < 0.145) return ask(sender, "OPTIONS", "/");
  if (kind < 0.15) return ask(sender, "HEAD", pick(random, phpProbes));
  if (kind < 0.2) return ask(sender, "GET", "/");
  if (kind < 0.3) return ask(sender, "GET", pick(random, folderProbes));
  const path = pick(random, phpProbes);
  if (kind < 0.65) return ask(sender, "POST", path, { body: `a=${below(random, 1e6)}` });
  return ask(sender, "GET", kind < 0.75 ? `${path}?a=${below(random, 1e6)}` : path);
}
