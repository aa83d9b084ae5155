import { below, pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, serviceShell, visitOf } from "../act.ts";
import { webHosts } from "../hosts.ts";

/** A page that runs commands appears among the uploads, and is used. */
export interface WebShell extends TrafficEntry {
  readonly kind: "web-shell";
  readonly everySeconds: number;
}

export const webShell: AuditAttack<WebShell> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { onsetMs, random }) {
    const shell = serviceShell("www-data", pick(random, webHosts).name, "/usr/sbin/php-fpm", random);
    const page = `/var/www/app/current/public/uploads/img-${below(random, 10_000)}.php`;
    const acts = [
      shell.wrote("added", page, "/usr/sbin/php-fpm"),
      shell.ran("sh", "-c", "id"),
      shell.ran("sh", "-c", "cat /etc/passwd"),
      shell.ran("sh", "-c", "ls -la /home"),
    ];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
