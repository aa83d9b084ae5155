import type { Line, LineSplitter } from "../files/line-splitter.ts";
import { createLineSplitter } from "../files/line-splitter.ts";
import { createTail } from "./tail.ts";

export interface BacklogOptions {
  readonly path: string;
  /** `end`: only lines that begin after this moment, if the file exists by now. */
  readonly from: "start" | "end";
  /** Complete lines in order, at most 64 KiB of them at a time; reading goes on when it has resolved. */
  readonly onLines: (lines: readonly Line[]) => void | Promise<void>;
}

/** What has been written to a log and not been read yet. */
export interface Backlog {
  /** Reads and hands over until nothing is left, or the signal says stop. */
  readonly readAll: (stopped: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

export function createBacklog({ path, from, onLines }: BacklogOptions): Backlog {
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
