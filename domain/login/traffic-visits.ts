import { bruteforceVisits } from "./bruteforce.ts";
import { distributedVisits } from "./distributed.ts";
import { flashSaleVisits } from "./flash-sale.ts";
import { forgottenPasswordVisits } from "./forgotten-password.ts";
import { lowAndSlowVisits } from "./low-and-slow.ts";
import { officeVisits } from "./office.ts";
import { retryingClientVisits } from "./retrying-client.ts";
import { sprayVisits } from "./spray.ts";
import { stuffingVisits } from "./stuffing.ts";
import { takeoverVisits } from "./takeover.ts";
import type { Traffic } from "./traffic.ts";
import type { Occurrence, Visit } from "./visit.ts";

/** What one occurrence of a traffic adds, in order of the visits' first tries; the first of an attack is at its onset. */
export function trafficVisits(traffic: Traffic, occurrence: Occurrence): Iterable<Visit> {
  switch (traffic.kind) {
    case "bruteforce":
      return bruteforceVisits(traffic, occurrence);
    case "low-and-slow":
      return lowAndSlowVisits(traffic, occurrence);
    case "spray":
      return sprayVisits(traffic, occurrence);
    case "stuffing":
      return stuffingVisits(traffic, occurrence);
    case "distributed":
      return distributedVisits(traffic, occurrence);
    case "takeover":
      return takeoverVisits(traffic, occurrence);
    case "office":
      return officeVisits(traffic, occurrence);
    case "flash-sale":
      return flashSaleVisits(traffic, occurrence);
    case "forgotten-password":
      return forgottenPasswordVisits(traffic, occurrence);
    case "retrying-client":
      return retryingClientVisits(traffic, occurrence);
  }
}
