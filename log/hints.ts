import type { Clock } from "../domain/clock.ts";
import type { Bell } from "./bell.ts";
import { createBell } from "./bell.ts";
import { watchFolderOf } from "./folder-watch.ts";

export interface HintOptions {
  readonly path: string;
  /** How often to look although the folder watch is silent. Default 50. */
  readonly pollMs?: number;
  /** A wall clock, for the polls. */
  readonly clock: Clock;
}

/** When it is worth looking at a file again. */
export interface Hints extends Bell {
  /** Rings regularly until the signal says stop; rejects with its reason then. */
  readonly poll: (stopped: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

export function hintsAbout({ path, clock, pollMs = 50 }: HintOptions): Hints {
  const bell = createBell();
  const watch = watchFolderOf(path, bell.ring);

  async function poll(stopped: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleepUntilMs(clock.nowMs() + pollMs, stopped);
      watch.ensure();
      bell.ring();
    }
  }

  return { ...bell, poll, close: watch.close };
}
