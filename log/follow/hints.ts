import fs from "node:fs";
import { basename, dirname } from "node:path";
import type { Clock } from "../../domain/time/clock.ts";

export interface HintOptions {
  readonly path: string;
  /** How often to look although the folder watch is silent. Default 50. */
  readonly pollMs?: number;
  /** A wall clock, for the polls. */
  readonly clock: Clock;
}

/** When it is worth looking at a file again. */
interface Hints extends Bell {
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

/** Wakes one sleeper; ringing while it is awake lets its next sleep end at once. */
interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring, or at once when it rang since the last `heard` resolved. */
  readonly heard: () => Promise<void>;
}

const doNothing = (): void => undefined;

function createBell(): Bell {
  let rang = false;
  let wake = doNothing;
  return {
    ring() {
      rang = true;
      wake();
    },
    async heard() {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (rang) resolve();
      });
      rang = false;
    },
  };
}

/** Notices that something happened to a file, or to its name. */
interface FolderWatch {
  /** Begins to watch if it can and does not yet. */
  readonly ensure: () => void;
  readonly close: () => void;
}

/** A hint only: a folder that cannot be watched (missing, or too many watches) goes without, so poll as well. */
function watchFolderOf(path: string, onHint: () => void): FolderWatch {
  const name = basename(path);
  let watcher: fs.FSWatcher | undefined;

  function close(): void {
    watcher?.close();
    watcher = undefined;
  }

  function ensure(): void {
    if (watcher !== undefined) return;
    try {
      watcher = fs.watch(dirname(path), (_, changed) => {
        if (changed === null || changed === name) onHint();
      });
      watcher.on("error", close);
    } catch {
      close();
    }
  }

  ensure();
  return { ensure, close };
}
