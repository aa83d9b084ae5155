import { pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, Shell, visitOf } from "../act.ts";

/** Adds a key to those that may log in as root. */
export interface AuthorizedKeys extends TrafficEntry {
  readonly kind: "authorized-keys";
  readonly everySeconds: number;
}

export const authorizedKeys: AuditAttack<AuthorizedKeys> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { actors, onsetMs, random }) {
    const { name: loginUser, hosts } = pick(random, actors);
    const shell = new Shell({ host: pick(random, hosts), user: "root", loginUser }, "/bin/bash", random);
    const file = "/root/.ssh/authorized_keys";
    const acts = [shell.ran("tee", "-a", file), shell.wrote("modified", file, "tee")];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
