import fs from "node:fs";
import { fileErrorCode, readingError } from "../files/file-errors.ts";
import { checkPlainFile } from "../files/plain-file.ts";

/** What the end of a growing file has to offer; `idle` also when there is no file. */
type TailStep =
  | CursorStep
  /** Another file stands at the path now and the old one has been read to its end. */
  | { readonly kind: "replaced" };

/** The place that has been reached at a path where a file may grow, shrink, move away or not exist yet. */
interface Tail {
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

/** What stands behind the place in a file that has been reached. */
type CursorStep =
  /** At most 64 KiB; valid until the next step. */
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  /** The file is shorter than before, or has other contents; it is read again from its start. */
  | { readonly kind: "truncated" }
  /** Nothing new. */
  | { readonly kind: "idle" };

/** A place in one open file, wherever the file has been moved to. */
interface FileCursor {
  /** @throws FiredrillError LOG_NOT_READABLE */
  readonly read: () => CursorStep;
  /** Moves to the last byte and returns its offset; 0 in an empty file. */
  readonly seekLastByte: () => number;
  /**
   * Whether another file stands at the path now. An empty one does not count yet: log rotation creates it while the
   * writer still holds the old one.
   */
  readonly isReplaced: () => boolean;
  readonly close: () => void;
}

const batchBytes = 65_536;
/** So much of what has been read is compared at every step, to notice a file rewritten to a greater length. */
const overlapBytes = 64;

/**
 * Opens the file at its start; `undefined` when there is none.
 * @throws FiredrillError LOG_NOT_READABLE
 */
function openCursor(path: string): FileCursor | undefined {
  try {
    checkPlainFile(path);
    const fd = fs.openSync(path, "r");
    return { ...cursorOn(path, fd), isReplaced: identityCheck(path, fd), close: () => fs.closeSync(fd) };
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT" || fileErrorCode(error) === "ENOTDIR") return undefined;
    throw readingError(path, error);
  }
}

function cursorOn(path: string, fd: number): Pick<FileCursor, "read" | "seekLastByte"> {
  const buffer = Buffer.alloc(overlapBytes + batchBytes);
  let offset = 0;
  let overlap = Buffer.alloc(0);

  function read(): CursorStep {
    const start = overlap.length;
    const size = readAt(path, fd, buffer, offset - start);
    if (size < start || !overlap.equals(buffer.subarray(0, start))) {
      offset = 0;
      overlap = Buffer.alloc(0);
      return { kind: "truncated" };
    }
    if (size === start) return { kind: "idle" };
    offset += size - start;
    overlap = Buffer.from(buffer.subarray(Math.max(0, size - overlapBytes), size));
    return { kind: "bytes", bytes: buffer.subarray(start, size) };
  }

  function seekLastByte(): number {
    offset = Math.max(0, fs.fstatSync(fd).size - 1);
    const start = Math.max(0, offset - overlapBytes);
    const size = readAt(path, fd, buffer, start);
    overlap = Buffer.from(buffer.subarray(0, Math.min(size, offset - start)));
    return offset;
  }

  return { read, seekLastByte };
}

function readAt(path: string, fd: number, buffer: Buffer, at: number): number {
  try {
    return fs.readSync(fd, buffer, 0, buffer.length, at);
  } catch (error) {
    throw readingError(path, error);
  }
}

function identityCheck(path: string, fd: number): () => boolean {
  const opened = fs.fstatSync(fd, { bigint: true });
  return () => {
    try {
      const now = fs.statSync(path, { bigint: true });
      return now.size > 0n && (now.ino !== opened.ino || now.dev !== opened.dev);
    } catch {
      return false;
    }
  };
}
