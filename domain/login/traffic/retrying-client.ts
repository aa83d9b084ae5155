import { hourMs } from "../../time/calendar.ts";
import { pick } from "../../chance/draw.ts";
import { secondMs, singleTry } from "../visit.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";

/** One user's old password, evenly spaced, from one of his addresses. It locks him out for as long as it lasts. */
export function* retryingClientVisits(
  { everySeconds, hours }: TrafficOf<"retrying-client">,
  { users, onsetMs, random }: Occurrence,
): Generator<Visit, void, undefined> {
  const { name, addresses } = pick(random, users);
  const ip = pick(random, addresses);
  const gapMs = everySeconds * secondMs;
  for (let repeat = 0; repeat * gapMs < hours * hourMs; repeat += 1) {
    yield singleTry(onsetMs + repeat * gapMs, ip, { user: name, password: "wrong" });
  }
}
