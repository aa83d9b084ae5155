import type { PlannedRequest } from "../../domain/response/plan.ts";
import type { Pacing } from "../../domain/response/scenario.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { roundToMicros } from "../../domain/time/clock.ts";

/** A planned request that is due. */
export interface DueRequest {
  readonly request: PlannedRequest;
  /** The planned time of sending. */
  readonly plannedAtMs: number;
}

type OpenPacing = Exclude<Pacing, { readonly kind: "closed" }>;

/** A client that is late by up to this much catches up at once; otherwise at twice the planned pace. */
const atOnceMs = 10;

/**
 * Yields each request of an open loop when it is due, on an absolute schedule that starts now, whatever the answers
 * do. Late requests are sent too: none is dropped, and a long delay does not cause a burst.
 */
export async function* openLoop(
  plan: Iterable<PlannedRequest>,
  pacing: OpenPacing,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<DueRequest, void, undefined> {
  const startMs = clock.nowMs();
  let lastLeaveMs = -Infinity;
  let lastDueMs = startMs;
  for (const request of plan) {
    const plannedAtMs = roundToMicros(startMs + (request.offsetMs ?? 0));
    const dueAtMs = plannedAtMs + (request.silentMs ?? 0);
    await clock.sleepUntilMs(dueAtMs, signal);
    const isLate = clock.nowMs() - dueAtMs > atOnceMs;
    const gap = gapMs(pacing, request, dueAtMs - lastDueMs);
    const leaveAtMs = isLate ? lastLeaveMs + gap / 2 : dueAtMs;
    if (isLate) await clock.sleepUntilMs(leaveAtMs, signal);
    // A slightly late wake-up must not slow the catching up, or a busy machine never reaches its schedule again.
    lastLeaveMs = clock.nowMs() - leaveAtMs > atOnceMs ? clock.nowMs() : leaveAtMs;
    lastDueMs = dueAtMs;
    yield { request, plannedAtMs };
  }
}

/** The gap between two requests: the mean for pacings with a rate, else the planned gap. */
function gapMs(pacing: OpenPacing, { ratePerSecond }: PlannedRequest, plannedGapMs: number): number {
  switch (pacing.kind) {
    case "constant":
    case "poisson":
      return 1000 / (ratePerSecond ?? pacing.ratePerSecond);
    case "recorded":
      return plannedGapMs;
  }
}
