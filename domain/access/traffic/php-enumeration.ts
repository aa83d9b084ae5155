import { below, pick } from "../../chance/draw.ts";
import type { Random } from "../../chance/random.ts";
import { wholeNumber } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AccessAttack } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { hiddenPath } from "../site.ts";
import { scannerAgents } from "./probes.ts";

/** One address asks for `paths` PHP pages, one every `everySeconds`, and finds one that should not be there. */
export interface PhpEnumeration extends TrafficEntry {
  readonly kind: "php-enumeration";
  readonly paths: number;
  readonly everySeconds: number;
}

const folders = ["", "/admin", "/images", "/inc", "/upload", "/wp-content", "/old", "/tmp"] as const;
const names = ["x", "up", "mini", "shell", "c99", "wso", "alfa", "mailer", "radio", "fm", "adminer"] as const;

export const phpEnumeration: AccessAttack<PhpEnumeration> = {
  role: "attack",
  fields: {
    paths: wholeNumber(1, 100_000, "how many pages it asks for before it finds one"),
    everySeconds,
  },
  *visits(entry, { onsetMs, random, freshAddress }) {
    const sender = { ip: freshAddress(), userAgent: pick(random, scannerAgents) };
    const tries = Array.from({ length: entry.paths }, () => triedPath(random)).map((path) =>
      random.uniform() < 0.4 ? ask(sender, "POST", path, { body: "x=1" }) : ask(sender, "GET", path),
    );
    const found = [ask(sender, "GET", hiddenPath), ask(sender, "POST", hiddenPath, { body: "cmd=id" })];
    yield { offsetMs: onsetMs, gapMs: entry.everySeconds * secondMs, acts: [...tries, ...found] };
  },
};

function triedPath(random: Random): string {
  const number = random.uniform() < 0.5 ? "" : String(below(random, 100));
  return `${pick(random, folders)}/${pick(random, names)}${number}.php`;
}
