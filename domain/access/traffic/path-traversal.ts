import { pick } from "../../chance/draw.ts";
import { wholeNumber } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AccessAttack } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { searchPath } from "../site.ts";
import { scannerAgents } from "./probes.ts";

/** One address asks for a file of the system in `tries` ways, one every `everySeconds`, and gets it with the last. */
export interface PathTraversal extends TrafficEntry {
  readonly kind: "path-traversal";
  readonly tries: number;
  readonly everySeconds: number;
}

const starts = ["/static/", "/images/", "/download/", "/cgi-bin/", "/files/"] as const;
const steps = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "..%5c", "....//"] as const;
const files = ["etc/passwd", "etc/hosts", "windows/win.ini", "proc/self/environ"] as const;

export const pathTraversal: AccessAttack<PathTraversal> = {
  role: "attack",
  fields: { tries: wholeNumber(1, 100_000, "in how many ways it asks"), everySeconds },
  *visits(entry, { onsetMs, random, freshAddress }) {
    const sender = { ip: freshAddress(), userAgent: pick(random, scannerAgents) };
    const tries = Array.from({ length: entry.tries - 1 }, () => {
      const climb = pick(random, steps).repeat(3 + Math.floor(6 * random.uniform()));
      return ask(sender, "GET", `${pick(random, starts)}${climb}${pick(random, files)}`);
    });
    const found = ask(sender, "GET", `${searchPath}?q=../../../../../etc/passwd`);
    yield { offsetMs: onsetMs, gapMs: entry.everySeconds * secondMs, acts: [...tries, found] };
  },
};
