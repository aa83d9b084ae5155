import { pick } from "../../chance/draw.ts";
import { hourMs } from "../../time/calendar.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import type { BenignLogins } from "../visit.ts";
import { everySeconds, secondMs, singleTry } from "../visit.ts";

/** A user's broken client repeats an old password every `everySeconds` for `hours`, from the user's own address. */
export interface RetryingClient extends TrafficEntry {
  readonly kind: "retrying-client";
  readonly everySeconds: number;
  readonly hours: number;
}

/** Evenly spaced failures that keep the account locked the whole time. */
export const retryingClient: BenignLogins<RetryingClient> = {
  role: "benign",
  fields: { everySeconds, hours: forHours },
  *visits(entry, { actors, onsetMs, random }) {
    const { name, addresses } = pick(random, actors);
    const ip = pick(random, addresses);
    const gapMs = entry.everySeconds * secondMs;
    for (let repeat = 0; repeat * gapMs < entry.hours * hourMs; repeat += 1) {
      yield singleTry(onsetMs + repeat * gapMs, ip, { user: name, password: "wrong" });
    }
  },
};
