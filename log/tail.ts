import type { CursorStep, FileCursor } from "./file-cursor.ts";
import { openCursor } from "./file-cursor.ts";

/** What the end of a growing file has to offer; `idle` also when there is no file. */
type TailStep =
  | CursorStep
  /** Another file stands at the path now and the old one has been read to its end. */
  | { readonly kind: "replaced" };

/** The place that has been reached at a path where a file may grow, shrink, move away or not exist yet. */
export interface Tail {
  /** @throws FiredrillError LOG_NOT_READABLE */
  readonly read: () => TailStep;
  /** Moves to the last byte of the file and returns its offset; 0 for an empty or missing file. */
  readonly seekLastByte: () => number;
  readonly close: () => void;
}

export function createTail(path: string): Tail {
  let cursor: FileCursor | undefined;

  function read(): TailStep {
    cursor ??= openCursor(path);
    if (cursor === undefined) return { kind: "idle" };
    const step = cursor.read();
    if (step.kind !== "idle" || !cursor.isReplaced()) return step;
    const late = cursor.read();
    if (late.kind !== "idle") return late;
    close();
    return { kind: "replaced" };
  }

  function seekLastByte(): number {
    cursor ??= openCursor(path);
    return cursor?.seekLastByte() ?? 0;
  }

  function close(): void {
    cursor?.close();
    cursor = undefined;
  }

  return { read, seekLastByte, close };
}
