import { pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, Shell, visitOf } from "../act.ts";

/** Adds a second user with the number of root. */
export interface NewRoot extends TrafficEntry {
  readonly kind: "new-root";
  readonly everySeconds: number;
}

const names = ["backdoor", "sysadm", "support2"] as const;

export const newRoot: AuditAttack<NewRoot> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { actors, onsetMs, random }) {
    const { name: loginUser, hosts } = pick(random, actors);
    const shell = new Shell({ host: pick(random, hosts), user: "root", loginUser }, "/bin/bash", random);
    const name = pick(random, names);
    const acts = [
      shell.ran("useradd", "-o", "-u", "0", name),
      shell.wrote("modified", "/etc/passwd", "useradd"),
      shell.wrote("modified", "/etc/shadow", "useradd"),
      shell.ran("passwd", name),
    ];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
