import type { Line, LineSplitter } from "../files/lines.ts";
import { createLineSplitter } from "../files/lines.ts";
import type { HintOptions } from "./hints.ts";
import { hintsAbout } from "./hints.ts";
import { createTail } from "./tail.ts";

interface BacklogOptions {
  readonly path: string;
  /** `end`: only lines that begin after this moment, if the file exists by now. */
  readonly from: "start" | "end";
  /** Complete lines in order, at most 64 KiB of them at a time; reading goes on when it has resolved. */
  readonly onLines: (lines: readonly Line[]) => void | Promise<void>;
}

/** What has been written to a log and not been read yet. */
interface Backlog {
  /** Reads and hands over until nothing is left, or the signal says stop. */
  readonly readAll: (stopped: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

function createBacklog({ path, from, onLines }: BacklogOptions): Backlog {
  const tail = createTail(path);
  const splitter = createLineSplitter();
  if (from === "end" && tail.seekLastByte() > 0) splitter.discardLine();

  async function hand(lines: readonly Line[]): Promise<void> {
    if (lines.length > 0) await onLines(lines);
  }

  async function readAll(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const step = tail.read();
      switch (step.kind) {
        case "bytes":
          await hand(splitter.push(step.bytes));
          await othersTurn();
          break;
        case "replaced":
          await hand(restOf(splitter));
          break;
        case "truncated":
          await hand(restOf(splitter).map(() => ({ kind: "cut" })));
          break;
        case "idle":
          return;
      }
    }
  }

  return { readAll, close: tail.close };
}

function restOf(splitter: LineSplitter): readonly Line[] {
  const rest = splitter.takeRest();
  return rest === undefined ? [] : [rest];
}

/** Lets timers and sockets have a turn, however long the backlog is. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export interface FollowOptions extends BacklogOptions, HintOptions {
  /** Stops, as `stop` does. */
  readonly signal?: AbortSignal;
}

export interface Following {
  /**
   * Resolves when everything that is in the file now has been handed over, or when following has stopped; an unfinished
   * last line is still waited for.
   * @throws what `onLines` threw, or LOG_NOT_READABLE
   */
  readonly drain: () => Promise<void>;
  /** Stops without reading on, and lets go of the file. Throws as `drain` does. */
  readonly stop: () => Promise<void>;
  /** Settles when following has ended. Rejects as `drain` does; unlike other promises it may be left alone. */
  readonly ended: Promise<void>;
}

/**
 * Hands over the lines of a file as they are written. The file need not exist yet. When it is renamed and another takes
 * its place, the old one is read to its end before the new one is begun, and the old one's unfinished last line counts
 * as a line. When it is truncated or rewritten it is read from its start again.
 */
export function followLog(options: FollowOptions): Following {
  const stopping = new AbortController();
  const signals = options.signal === undefined ? [] : [options.signal];
  const stopped = AbortSignal.any([stopping.signal, ...signals]);
  const backlog = createBacklog(options);
  const hints = hintsAbout(options);
  const waiting: (() => void)[] = [];

  async function read(): Promise<void> {
    stopped.addEventListener("abort", hints.ring);
    while (!stopped.aborted) {
      const served = waiting.splice(0);
      await backlog.readAll(stopped);
      for (const resolve of served) resolve();
      await hints.heard();
    }
  }

  const ended = allUntilStopped([read(), hints.poll(stopped)], stopping, stopped).finally(() => {
    hints.close();
    backlog.close();
  });
  ended.catch(() => undefined);

  function drain(): Promise<void> {
    const drained = new Promise<void>((resolve) => waiting.push(resolve));
    hints.ring();
    return Promise.race([drained, ended]);
  }

  function stop(): Promise<void> {
    stopping.abort();
    return ended;
  }

  return { drain, stop, ended };
}

/** Waits for all; the first that fails stops the others and is what this rejects with. Being stopped is no failure. */
async function allUntilStopped(
  tasks: readonly Promise<void>[],
  stopping: AbortController,
  stopped: AbortSignal,
): Promise<void> {
  const failures: unknown[] = [];
  const settled = tasks.map(async (task) => {
    try {
      await task;
    } catch (error) {
      if (!stopped.aborted || error !== stopped.reason) failures.push(error);
      stopping.abort();
    }
  });
  await Promise.all(settled);
  if (failures.length > 0) throw failures[0];
}
