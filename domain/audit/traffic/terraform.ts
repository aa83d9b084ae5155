import { oftenInPast } from "../../traffic/past.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAudit } from "../act.ts";
import { everySeconds, secondMs, serviceShell, someFiles, visitOf } from "../act.ts";
import { hosts, opsHost } from "../hosts.ts";

/** An apply that touches everything: `files` files of the configuration on every host. */
export interface Terraform extends TrafficEntry {
  readonly kind: "terraform";
  readonly files: number;
  readonly everySeconds: number;
}

const folders = [
  "/etc/nginx/conf.d",
  "/etc/systemd/system",
  "/etc/sysctl.d",
  "/etc/zabbix",
  "/etc/app",
] as const;

export const terraform: BenignAudit<Terraform> = {
  role: "benign",
  fields: { files: someFiles("how many files it touches on each host"), everySeconds },
  *visits(entry, { onsetMs, random }) {
    const gapMs = entry.everySeconds * secondMs;
    const tool = serviceShell("terraform", opsHost.name, "/usr/bin/gitlab-runner", random);
    yield visitOf(onsetMs, gapMs, [
      tool.ran("terraform", "init", "-input=false"),
      tool.ran("terraform", "plan", "-out=tfplan"),
      tool.ran("terraform", "apply", "-input=false", "tfplan"),
    ]);
    for (const { name: host } of hosts) {
      const shell = serviceShell("root", host, "/usr/bin/terraform-provisioner", random);
      yield visitOf(onsetMs + 3 * gapMs, gapMs, [
        ...Array.from({ length: entry.files }, (_, place) =>
          shell.wrote("modified", pathOf(place), "terraform-provisioner"),
        ),
        shell.ran("systemctl", "daemon-reload"),
        shell.ran("sysctl", "--system"),
        shell.ran("systemctl", "restart", "zabbix-agent"),
      ]);
    }
  },
  inPast: oftenInPast(72),
};

function pathOf(place: number): string {
  return `${folders[place % folders.length] ?? ""}/managed-${Math.floor(place / folders.length) + 1}.conf`;
}
