import type { Clock } from "../../domain/time/clock.ts";
import type { DetectorSession } from "../session/local-session.ts";
import type { WallClockKind } from "./clock.ts";

export interface Ticking {
  /** @throws what the alert handler threw */
  readonly stop: () => Promise<void>;
}

const wallTickMs = 100;

/** Tells detectors, or whoever stands for them, that time passes: every 100 ms of the drill's time, at most 100 times per wall second. */
export function startTicking(
  kind: WallClockKind,
  clock: Clock,
  sessions: readonly Pick<DetectorSession, "elapse">[],
): Ticking {
  const everyMs = kind.kind === "real" ? wallTickMs : wallTickMs * Math.max(1, kind.factor / 10);
  const stopping = new AbortController();
  const tick = async (): Promise<void> => {
    for (;;) {
      await clock.sleepUntilMs(clock.nowMs() + everyMs, stopping.signal);
      for (const session of sessions) session.elapse(clock.nowMs());
    }
  };
  const ended = tick().catch((error: unknown) => (stopping.signal.aborted ? undefined : error));
  return {
    stop: async () => {
      stopping.abort();
      const failure = await ended;
      if (failure !== undefined) throw failure;
    },
  };
}
