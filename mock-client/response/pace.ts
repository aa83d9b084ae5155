import type { PlannedRequest } from "../../domain/response/plan.ts";
import type { Pacing } from "../../domain/response/scenario.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { roundToMicros } from "../../domain/time/clock.ts";

/** A planned request at the instant it may leave. */
export interface DueRequest {
  readonly request: PlannedRequest;
  /** When it should leave. */
  readonly plannedAtMs: number;
}

type OpenPacing = Exclude<Pacing, { readonly kind: "closed" }>;

/** Behind its schedule by up to this much, the client catches up at once; beyond, at twice the pace of the plan. */
const atOnceMs = 10;

/**
 * Yields each request of an open loop at its instant on one absolute schedule that starts now, whatever the answers
 * do. A late request is still sent: none is dropped, and a long delay is not made up for in one burst.
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
    // To wake up a little late must not slow the catching up, or a busy machine never meets its schedule again.
    lastLeaveMs = clock.nowMs() - leaveAtMs > atOnceMs ? clock.nowMs() : leaveAtMs;
    lastDueMs = dueAtMs;
    yield { request, plannedAtMs };
  }
}

/** From one request to the next: the mean where there is one, else the plan's own at this place. */
function gapMs(pacing: OpenPacing, { ratePerSecond }: PlannedRequest, plannedGapMs: number): number {
  switch (pacing.kind) {
    case "constant":
    case "poisson":
      return 1000 / (ratePerSecond ?? pacing.ratePerSecond);
    case "recorded":
      return plannedGapMs;
  }
}
