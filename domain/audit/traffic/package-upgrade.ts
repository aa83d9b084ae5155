import { sample } from "../../chance/draw.ts";
import { oftenInPast } from "../../traffic/past.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAudit, HostAct } from "../act.ts";
import { everySeconds, secondMs, serviceShell, someFiles, visitOf } from "../act.ts";
import { hosts } from "../hosts.ts";

/** Root upgrades packages on every host; each of them replaces `files` programs and libraries. */
export interface PackageUpgrade extends TrafficEntry {
  readonly kind: "package-upgrade";
  readonly files: number;
  readonly everySeconds: number;
}

const packages = [
  "openssl",
  "curl",
  "nginx",
  "git",
  "vim",
  "sudo",
  "libc6",
  "tzdata",
  "systemd",
  "zlib1g",
] as const;
const upgraded = 4;

export const packageUpgrade: BenignAudit<PackageUpgrade> = {
  role: "benign",
  fields: { files: someFiles("how many files a package has"), everySeconds },
  *visits(entry, { onsetMs, random }) {
    const chosen = sample(random, packages, upgraded);
    for (const { name: host } of hosts) {
      const shell = serviceShell("root", host, "/usr/bin/unattended-upgrade", random);
      yield visitOf(onsetMs, entry.everySeconds * secondMs, [
        shell.ran("apt-get", "-y", "upgrade"),
        ...chosen.flatMap((name) => upgradeOf(shell, name, entry.files)),
        shell.ran("systemctl", "restart", "nginx"),
      ]);
    }
  },
  inPast: oftenInPast(168),
};

function upgradeOf(shell: ReturnType<typeof serviceShell>, name: string, files: number): readonly HostAct[] {
  const changed = Array.from({ length: files }, (_, place) =>
    place === 0 ? `/usr/bin/${name}` : `/usr/lib/${name}/part-${place}.so`,
  );
  return [
    shell.ran("dpkg", "--configure", name),
    ...changed.map((path) => shell.wrote("modified", path, "dpkg")),
  ];
}
