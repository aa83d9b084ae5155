import { pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, Shell, visitOf } from "../act.ts";

/** Removes the traces: the log of logins, the journal, and the history of the shell. */
export interface LogWiping extends TrafficEntry {
  readonly kind: "log-wiping";
  readonly everySeconds: number;
}

export const logWiping: AuditAttack<LogWiping> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { actors, onsetMs, random }) {
    const { name: loginUser, hosts } = pick(random, actors);
    const shell = new Shell({ host: pick(random, hosts), user: "root", loginUser }, "/bin/bash", random);
    const acts = [
      shell.ran("shred", "-u", "/var/log/auth.log"),
      shell.wrote("deleted", "/var/log/auth.log", "shred"),
      shell.ran("journalctl", "--rotate", "--vacuum-time=1s"),
      shell.ran("rm", "-f", "/root/.bash_history"),
      shell.wrote("deleted", "/root/.bash_history", "rm"),
    ];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
