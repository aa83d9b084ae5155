import { pick } from "../../chance/draw.ts";
import { secondMs, singleTry } from "../visit.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";

/** An account that is locked stays so through one knock in two: through all of these once in a million. */
const mostKnocks = 20;

/**
 * Wrong passwords, evenly spaced, then the right one. By then the account may be locked; he repeats the right one until
 * he is let in, with the same pauses but at least a second.
 */
export function* takeoverVisits(
  { tries, everySeconds }: TrafficOf<"takeover">,
  { users, onsetMs, random, freshAddress }: Occurrence,
): Generator<Visit, void, undefined> {
  const user = pick(random, users).name;
  const ip = freshAddress();
  const gapMs = everySeconds * secondMs;
  for (let wrong = 0; wrong < tries - 1; wrong += 1) {
    yield singleTry(onsetMs + wrong * gapMs, ip, { user, password: "wrong" });
  }
  yield {
    offsetMs: onsetMs + (tries - 1) * gapMs,
    ip,
    gapMs: Math.max(gapMs, secondMs),
    tries: Array.from({ length: mostKnocks }, () => ({ user, password: "right" as const })),
  };
}
