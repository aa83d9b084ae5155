import { pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, serviceShell, visitOf } from "../act.ts";
import { webHosts } from "../hosts.ts";

/** The web application's user runs what operators run every day: `sudo su -`. */
export interface WrongUser extends TrafficEntry {
  readonly kind: "wrong-user";
  readonly everySeconds: number;
}

export const wrongUser: AuditAttack<WrongUser> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { onsetMs, random }) {
    const shell = serviceShell("www-data", pick(random, webHosts).name, "/usr/sbin/php-fpm", random);
    yield visitOf(onsetMs, entry.everySeconds * secondMs, shell.sudo("su", "-"));
  },
};
