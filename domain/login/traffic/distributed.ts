import { sample } from "../../chance/draw.ts";
import { secondMs, singleTry } from "../visit.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";

/** Evenly spaced tries, the names and the addresses each in turn. No password is ever right. */
export function* distributedVisits(
  { addresses, users: asked, tries, everySeconds }: TrafficOf<"distributed">,
  { users, onsetMs, random, freshAddress }: Occurrence,
): Generator<Visit, void, undefined> {
  const targets = sample(random, users, asked);
  const own: string[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const ip = own[attempt % addresses] ?? freshAddress();
    if (attempt < addresses) own.push(ip);
    const user = targets[attempt % targets.length]?.name ?? "";
    yield singleTry(onsetMs + attempt * everySeconds * secondMs, ip, { user, password: "wrong" });
  }
}
