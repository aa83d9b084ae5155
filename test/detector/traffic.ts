import { randomStream } from "../../domain/chance/random.ts";
import { loopbackNoise, noiseMs } from "../../domain/response/noise.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import { epochMs, roundToMicros } from "../../domain/time/clock.ts";

const pauseMs = 500;

/** A closed loop of completed requests, half a second between an answer and the next request. */
export function rowsOf(responsesMs: readonly number[]): readonly ResponseObservation[] {
  let sentAtMs = epochMs;
  return responsesMs.map((responseMs, index) => {
    const atMs = roundToMicros(sentAtMs + responseMs);
    const outcome = { kind: "completed", status: 200, responseMs } as const;
    const row = { kind: "response", index, atMs, plannedAtMs: sentAtMs, sentAtMs, outcome } as const;
    sentAtMs = roundToMicros(atMs + pauseMs);
    return row;
  });
}

/** Rows of a service that waits as long as `waitMs` says, and a network that adds what loopback adds. */
export function noisyRows(
  seed: number,
  count: number,
  waitMs: (index: number) => number,
): readonly ResponseObservation[] {
  const noise = randomStream(seed, "noise");
  const responsesMs = Array.from({ length: count }, (_, index) =>
    roundToMicros(waitMs(index) + noiseMs(loopbackNoise, noise(index))),
  );
  return rowsOf(responsesMs);
}

/** 300 requests to a service that waits 10 ms, as the original's did. */
export function healthyRows(seed: number): readonly ResponseObservation[] {
  return noisyRows(seed, 300, () => 10);
}

/** Health, and five seconds from row 100 to row 199. */
export function faultyRows(seed: number): readonly ResponseObservation[] {
  return noisyRows(seed, 300, (index) => (index >= 100 && index < 200 ? 5000 : 10));
}
