import { formatInstant } from "../../time/instant.ts";
import { oftenInPast } from "../../traffic/past.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAudit, HostAct } from "../act.ts";
import { everySeconds, secondMs, serviceShell, someFiles, visitOf } from "../act.ts";
import { webHosts } from "../hosts.ts";

/** A release on every web host: `files` new files on each, a restart, and an old release removed. */
export interface Deploy extends TrafficEntry {
  readonly kind: "deploy";
  readonly files: number;
  readonly everySeconds: number;
}

const folders = [
  "app/models",
  "app/views/home",
  "app/controllers",
  "config",
  "lib/tasks",
  "public/assets",
] as const;
const names = ["user", "order", "invoice", "session", "report", "basket", "search"] as const;
const releaseMs = 86_400_000;

export const deploy: BenignAudit<Deploy> = {
  role: "benign",
  fields: { files: someFiles("how many files a release has"), everySeconds },
  *visits(entry, { startMs, onsetMs, random }) {
    for (const { name: host } of webHosts) {
      const shell = serviceShell("deploy", host, "/usr/bin/ruby", random);
      const release = `/var/www/releases/${stampOf(startMs + onsetMs)}`;
      const old = `/var/www/releases/${stampOf(startMs + onsetMs - releaseMs)}`;
      const files = Array.from({ length: entry.files }, (_, place) => pathOf(place));
      const acts: readonly HostAct[] = [
        shell.ran("git", "clone", "--depth", "1", "/srv/git/app.git", release),
        ...files.map((path) => shell.wrote("added", `${release}/${path}`, "git")),
        shell.ran("bundle", "install", "--deployment"),
        shell.ran("ln", "-sfn", release, "/var/www/app/current"),
        ...shell.sudo("systemctl", "restart", "app"),
        ...shell.sudo("systemctl", "restart", "app-worker"),
        shell.ran("rm", "-rf", old),
        ...files.map((path) => shell.wrote("deleted", `${old}/${path}`, "rm")),
      ];
      yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
    }
  },
  inPast: oftenInPast(24),
};

function pathOf(place: number): string {
  const folder = folders[place % folders.length] ?? "";
  const name = names[Math.floor(place / folders.length) % names.length] ?? "";
  const round = Math.floor(place / (folders.length * names.length));
  return `${folder}/${name}${round === 0 ? "" : `_${round}`}.rb`;
}

/** `20240912101010`. */
function stampOf(atMs: number): string {
  return formatInstant(atMs).slice(0, 19).replaceAll(/\D/g, "");
}
