import { pick } from "../../chance/draw.ts";
import { choice } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AuditAttack } from "../act.ts";
import { everySeconds, secondMs, Shell, visitOf } from "../act.ts";

/** Makes sure that its program starts again: by `cron`, or in every process by `preload`. */
export interface Persistence extends TrafficEntry {
  readonly kind: "persistence";
  readonly by: "cron" | "preload";
  readonly everySeconds: number;
}

const steps = {
  cron: { file: "/etc/cron.d/zz-backdoor", payload: "/usr/lib/.cache/updated" },
  preload: { file: "/etc/ld.so.preload", payload: "/usr/lib/libprocesshider.so" },
} as const;

export const persistence: AuditAttack<Persistence> = {
  role: "attack",
  fields: {
    by: choice({ cron: "a table of cron", preload: "a library that every program loads" }),
    everySeconds,
  },
  *visits(entry, { actors, onsetMs, random }) {
    const { name: loginUser, hosts } = pick(random, actors);
    const shell = new Shell({ host: pick(random, hosts), user: "root", loginUser }, "/bin/bash", random);
    const { file, payload } = steps[entry.by];
    const acts = [
      shell.wrote("added", payload, "cp"),
      shell.ran("tee", file),
      shell.wrote("added", file, "tee"),
    ];
    yield visitOf(onsetMs, entry.everySeconds * secondMs, acts);
  },
};
