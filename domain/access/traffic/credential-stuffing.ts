import { below, pick } from "../../chance/draw.ts";
import { wholeNumber } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AccessAttack } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { loginPath, rightPassword } from "../site.ts";
import { loginForm } from "../visitors.ts";
import { scannerAgents } from "./probes.ts";

/** Tries `pairs` leaked passwords at the login page, from `addresses` in turn; about one in fifty is right. */
export interface CredentialStuffing extends TrafficEntry {
  readonly kind: "credential-stuffing";
  readonly pairs: number;
  readonly addresses: number;
  readonly everySeconds: number;
}

export const credentialStuffing: AccessAttack<CredentialStuffing> = {
  role: "attack",
  fields: {
    pairs: wholeNumber(1, 1_000_000, "how many passwords it tries"),
    addresses: wholeNumber(1, 10_000, "how many addresses it uses"),
    everySeconds,
  },
  *visits(entry, { onsetMs, random, freshAddress }) {
    const userAgent = pick(random, scannerAgents);
    const senders = Array.from({ length: entry.addresses }, () => ({ ip: freshAddress(), userAgent }));
    for (let pair = 0; pair < entry.pairs; pair += 1) {
      const sender = senders[pair % senders.length] ?? pick(random, senders);
      const password = random.uniform() < 0.02 ? rightPassword : "leaked-password";
      const body = loginForm(`user${below(random, 500)}`, password);
      const offsetMs = onsetMs + pair * entry.everySeconds * secondMs;
      yield { offsetMs, gapMs: 0, acts: [ask(sender, "POST", loginPath, { body })] };
    }
  },
};
