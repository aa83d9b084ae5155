import type { Clock } from "../../../domain/clock.ts";
import type { Change } from "./alert-book.ts";

/** Holds new episodes back as Alertmanager's `group_wait` does; one that ends meanwhile is never told of. */
export interface GroupWait {
  /** @param tell - called at once for an end, and when there is nothing to wait for */
  readonly pass: (change: Change, tell: () => void) => void;
  /** Nothing that waits is told any more. */
  readonly close: () => void;
}

/** @param waitMs - of `wall`, for each alert by itself */
export function groupWait(waitMs: number, wall: Clock): GroupWait {
  const waiting = new Map<string, AbortController>();

  const hold = async (key: string, tell: () => void): Promise<void> => {
    const over = new AbortController();
    waiting.set(key, over);
    try {
      await wall.sleepUntilMs(wall.nowMs() + waitMs, over.signal);
    } catch {
      return;
    }
    waiting.delete(key);
    tell();
  };

  return {
    pass: ({ key, state }, tell) => {
      const held = waiting.get(key);
      held?.abort();
      waiting.delete(key);
      if (state === "firing" && waitMs > 0) void hold(key, tell);
      else if (held === undefined) tell();
    },
    close: () => {
      for (const over of waiting.values()) over.abort();
    },
  };
}
