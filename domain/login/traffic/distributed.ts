import { sample } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { LoginAttack } from "../visit.ts";
import { everySeconds, secondMs, singleTry, someAddresses, someTries, someUsers } from "../visit.ts";

/** Many addresses share an attack on few names. */
export interface Distributed extends TrafficEntry {
  readonly kind: "distributed";
  readonly addresses: number;
  readonly users: number;
  readonly tries: number;
  readonly everySeconds: number;
}

/** Evenly spaced tries that cycle through the names and the addresses. No password is right. */
export const distributed: LoginAttack<Distributed> = {
  role: "attack",
  fields: {
    addresses: someAddresses("how many addresses share the attack"),
    users: someUsers("how many names it tries"),
    tries: someTries("the total number of tries"),
    everySeconds,
  },
  *visits(entry, { actors, onsetMs, random, freshAddress }) {
    const targets = sample(random, actors, entry.users);
    const own: string[] = [];
    for (let attempt = 0; attempt < entry.tries; attempt += 1) {
      const ip = own[attempt % entry.addresses] ?? freshAddress();
      if (attempt < entry.addresses) own.push(ip);
      const user = targets[attempt % targets.length]?.name ?? "";
      const offsetMs = onsetMs + attempt * entry.everySeconds * secondMs;
      yield singleTry(offsetMs, ip, { user, password: "wrong" });
    }
  },
};
