import { countUpTo } from "../../domain/numbers/search.ts";
import type { LabelledPhase } from "../../domain/phases/phase.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { Recording } from "../../domain/response/recording.ts";
import type { ResponsePhase } from "../../domain/response/scenario.ts";
import { requestsIn } from "../../domain/response/scenario.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { RequestOrder } from "../served-request.ts";

/** What clients of any kind are to meet. */
export interface ReplaySettings {
  readonly recording: Recording;
  /** Which mode each recorded request meets; at least one of them has requests. */
  readonly phases: readonly ResponsePhase[];
  readonly clock: Clock;
}

/** Lets clients that know nothing of it meet a recording, at its own pace. */
export interface Replay {
  /**
   * A request meets what the last recorded request met that had left by then, counted from the first request of all.
   * Behind its end the recording starts over.
   */
  readonly askedNow: () => RequestOrder;
  /** The request with this index in the recording, for our own client, which sends them one by one. */
  readonly askedFor: (requestIndex: number) => RequestOrder;
  /** The next request is the first of all again. */
  readonly reset: () => void;
}

export function createReplay({ recording: { offsetsMs }, phases, clock }: ReplaySettings): Replay {
  const stretches = labelledPhases(phases).filter((phase) => requestsIn(phase) > 0);
  const count = stretches.reduce((sum, phase) => sum + requestsIn(phase), 0);
  const played = offsetsMs.subarray(0, count);
  const lengthMs = lengthOf(played);
  let startMs: number | undefined;

  const askedFor = (requestIndex: number): RequestOrder => {
    const index = requestIndex % count;
    const { mode, incidentId } = stretchAt(stretches, index);
    return { index, mode, incident: incidentId };
  };

  return {
    askedFor,
    askedNow: () => {
      const nowMs = clock.nowMs();
      startMs ??= nowMs;
      return askedFor(Math.max(0, countUpTo(played, (nowMs - startMs) % lengthMs) - 1));
    },
    reset: () => {
      startMs = undefined;
    },
  };
}

/** To the last request, and on by the mean gap, so that the last one has its time too. */
function lengthOf(offsetsMs: Float64Array): number {
  const lastMs = offsetsMs.at(-1) ?? 0;
  const gapMs = offsetsMs.length > 1 ? lastMs / (offsetsMs.length - 1) : 0;
  return lastMs + Math.max(1, gapMs);
}

function stretchAt(
  stretches: readonly LabelledPhase<ResponsePhase>[],
  index: number,
): LabelledPhase<ResponsePhase> {
  let until = 0;
  for (const stretch of stretches) {
    until += requestsIn(stretch);
    if (index < until) return stretch;
  }
  throw new RangeError(`no phase has request ${index}`);
}
