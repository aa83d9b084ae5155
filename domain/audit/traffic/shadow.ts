import { pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, loginShell, secondMs, visitOf } from "../act.ts";

/** Reads the passwords' hashes with `sudo`, from an operator's shell. */
export interface Shadow extends TrafficEntry {
  readonly kind: "shadow";
  readonly everySeconds: number;
}

export const shadow: AuditAttack<Shadow> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { actors, onsetMs, random }) {
    const { name, hosts } = pick(random, actors);
    const shell = loginShell(name, pick(random, hosts), random);
    yield visitOf(onsetMs, entry.everySeconds * secondMs, shell.sudo("cat", "/etc/shadow"));
  },
};
