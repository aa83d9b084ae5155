import { randomStream } from "../../domain/chance/random.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import { roundToMicros } from "../../domain/time/clock.ts";

const startMs = Date.UTC(2020, 0, 1);

/**
 * A healthy log, a row a second. The logarithms of its response times are normal, and each correlates with the one
 * before (a first-order autoregression): 0 for independent rows.
 */
export function dependentRows(
  seed: number,
  count: number,
  correlation: number,
): readonly ResponseObservation[] {
  const random = randomStream(seed, "dependent rows")(0);
  const fresh = Math.sqrt(1 - correlation * correlation);
  let normal = random.normal();
  return Array.from({ length: count }, (_, index) => {
    const responseMs = roundToMicros(100 * Math.exp(0.4 * normal));
    normal = correlation * normal + fresh * random.normal();
    const sentAtMs = startMs + 1000 * index;
    const outcome = { kind: "completed", status: 200, responseMs } as const;
    return {
      kind: "response",
      index,
      atMs: roundToMicros(sentAtMs + responseMs),
      plannedAtMs: sentAtMs,
      sentAtMs,
      outcome,
    };
  });
}
