import { oftenInPast } from "../../traffic/past.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAudit } from "../act.ts";
import { everySeconds, secondMs, serviceShell, someFiles, visitOf } from "../act.ts";
import { hosts } from "../hosts.ts";

/** Cron rotates `files` logs on every host: the oldest goes, a compressed one comes. */
export interface LogRotation extends TrafficEntry {
  readonly kind: "log-rotation";
  readonly files: number;
  readonly everySeconds: number;
}

const logs = [
  "nginx/access.log",
  "nginx/error.log",
  "app/app.log",
  "syslog",
  "auth.log",
  "dpkg.log",
] as const;

export const logRotation: BenignAudit<LogRotation> = {
  role: "benign",
  fields: { files: someFiles("how many logs it rotates on each host"), everySeconds },
  *visits(entry, { onsetMs, random }) {
    for (const { name: host } of hosts) {
      const shell = serviceShell("root", host, "/usr/sbin/cron", random);
      yield visitOf(onsetMs, entry.everySeconds * secondMs, [
        shell.ran("/usr/sbin/logrotate", "/etc/logrotate.conf"),
        ...Array.from({ length: entry.files }, (_, place) => pathOf(place)).flatMap((path) => [
          shell.wrote("deleted", `${path}.14.gz`, "logrotate"),
          shell.ran("gzip", `${path}.1`),
          shell.wrote("added", `${path}.2.gz`, "gzip"),
        ]),
        shell.ran("systemctl", "kill", "-s", "USR1", "nginx"),
      ]);
    }
  },
  inPast: oftenInPast(24),
};

function pathOf(place: number): string {
  const name = logs[place % logs.length] ?? "";
  const round = Math.floor(place / logs.length);
  return `/var/log/${round === 0 ? name : name.replace(".", `-${round}.`)}`;
}
