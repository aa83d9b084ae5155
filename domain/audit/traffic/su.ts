import { pick } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, loginShell, secondMs, visitOf } from "../act.ts";

/** Becomes an account that no operator uses, with an operator's shell. */
export interface Su extends TrafficEntry {
  readonly kind: "su";
  readonly everySeconds: number;
}

const strangers = ["oreha-kaizoku-oh-ni-naru", "svc-restore", "games", "ubuntu2", "zz-test"] as const;

export const su: AuditAttack<Su> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { actors, onsetMs, random }) {
    const { name, hosts } = pick(random, actors);
    const shell = loginShell(name, pick(random, hosts), random);
    const stranger = pick(random, strangers);
    const acts = [shell.ran("su", "-", stranger), shell.ran("su", "-", stranger), shell.ran("su", stranger)];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
