import { randomStream } from "../../domain/chance/random.ts";
import { loopbackNoise, noiseMs } from "../../domain/response/noise.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import { epochMs, roundToMicros } from "../../domain/time/clock.ts";

const pauseMs = 500;

/** A closed loop of completed requests, each sent half a second after the previous answer. */
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

/** Rows of a service that waits `waitMs`, with the noise of a loopback network. */
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

/** 300 requests to a service that waits 10 ms, as in the original. */
export function healthyRows(seed: number): readonly ResponseObservation[] {
  return noisyRows(seed, 300, () => 10);
}

/** Healthy rows; rows 100 to 199 take five seconds. */
export function faultyRows(seed: number): readonly ResponseObservation[] {
  return noisyRows(seed, 300, (index) => (index >= 100 && index < 200 ? 5000 : 10));
}
