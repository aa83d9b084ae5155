import { randomStream } from "../../../../domain/chance/random.ts";
import type { ResponseObservation, ResponseOutcome } from "../../../../domain/response/observation.ts";
import { epochMs, roundToMicros } from "../../../../domain/time/clock.ts";

const everyMs = 20;

/** When the mode switches in `openLoop`: after ten seconds. */
export const onsetMs = epochMs + 10_000;

interface Sent {
  readonly sentAtMs: number;
  readonly atMs: number;
  readonly outcome: ResponseOutcome;
}

/** 50 requests per second: 500 that take 20 to 80 ms, 300 with the outcome `affected`, 400 like the first. */
export function openLoop(affected: ResponseOutcome): readonly ResponseObservation[] {
  const chance = randomStream(1, "open-loop");
  const sent = Array.from({ length: 1200 }, (_, at): Sent => {
    const sentAtMs = epochMs + at * everyMs;
    const responseMs = roundToMicros(20 + 60 * chance(at).uniform());
    const healthy = { kind: "completed", status: 200, responseMs } as const;
    const outcome = at >= 500 && at < 800 ? affected : healthy;
    return { sentAtMs, atMs: roundToMicros(sentAtMs + tookMs(outcome)), outcome };
  });
  return sent
    .toSorted((a, b) => a.atMs - b.atMs)
    .map((row, index) => ({ kind: "response", index, plannedAtMs: row.sentAtMs, ...row }));
}

function tookMs(outcome: ResponseOutcome): number {
  switch (outcome.kind) {
    case "completed":
      return outcome.responseMs;
    case "failed":
      return outcome.afterMs;
    case "open":
      return outcome.ageMs;
  }
}

export function answeredAfter(responseMs: number): ResponseOutcome {
  return { kind: "completed", status: 200, responseMs };
}
