import { countUpTo } from "../../domain/numbers/search.ts";
import type { LabelledPhase } from "../../domain/phases/phase.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { Recording } from "../../domain/response/recording.ts";
import type { ResponsePhase } from "../../domain/response/scenario.ts";
import { requestsIn } from "../../domain/response/scenario.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { RequestOrder } from "../served-request.ts";

/** The recording to replay, and the modes of its requests. */
export interface ReplaySettings {
  readonly recording: Recording;
  /** The mode of each recorded request. At least one phase has requests. */
  readonly phases: readonly ResponsePhase[];
  readonly clock: Clock;
}

/** Replays a recording at its own pace to clients that do not know of it. */
export interface Replay {
  /**
   * The latest recorded request at this time, counted from the first request to the server. The recording starts over
   * after its end.
   */
  readonly orderNow: () => RequestOrder;
  /** The recorded request with this index, for firedrill's own client, which sends them one by one. */
  readonly orderFor: (requestIndex: number) => RequestOrder;
  /** The next request counts as the first one again. */
  readonly reset: () => void;
}

export function createReplay({ recording: { offsetsMs }, phases, clock }: ReplaySettings): Replay {
  const stretches = labelledPhases(phases).filter((phase) => requestsIn(phase) > 0);
  const count = stretches.reduce((sum, phase) => sum + requestsIn(phase), 0);
  const played = offsetsMs.subarray(0, count);
  const lengthMs = lengthOf(played);
  let startMs: number | undefined;

  const orderFor = (requestIndex: number): RequestOrder => {
    const index = requestIndex % count;
    const { mode, incidentId } = stretchAt(stretches, index);
    return { index, mode, incident: incidentId };
  };

  return {
    orderFor,
    orderNow: () => {
      const nowMs = clock.nowMs();
      startMs ??= nowMs;
      return orderFor(Math.max(0, countUpTo(played, (nowMs - startMs) % lengthMs) - 1));
    },
    reset: () => {
      startMs = undefined;
    },
  };
}

/** Up to the last request plus the mean gap, so that the last request gets its time too. */
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
