import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import { fileErrorCode, logExists, logNotWritable } from "../../log/files/file-errors.ts";
import { nameNew, partOf } from "../../log/files/whole-file.ts";
import { makeFolder } from "./free-files.ts";

/** A folder that is being filled under another name. */
export interface UnfinishedFolder {
  /** Where to write. */
  readonly path: string;
  /**
   * Gives all files their names in the folder, which is made if needed; all or none.
   * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
   */
  readonly finish: () => void;
  /** Removes what has not been named. Does nothing after `finish`. */
  readonly remove: () => void;
}

/**
 * Begins to fill a folder: beside it, or inside if it exists.
 * @throws FiredrillError LOG_NOT_WRITABLE
 */
export function beginFolder(folder: string): UnfinishedFolder {
  const path = newFolderFor(folder);
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  return {
    path,
    finish: () => {
      try {
        if (!renamed(path, folder)) nameAll(path, folder);
      } finally {
        remove();
      }
    },
    remove,
  };
}

/**
 * Lets `write` fill a folder that appears under its name when it is whole. Errors of `write` name the files by their final
 * paths.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeWholeFolder<T>(folder: string, write: (unfinished: string) => T): T {
  const unfinished = beginFolder(folder);
  try {
    const written = write(unfinished.path);
    unfinished.finish();
    return written;
  } catch (error) {
    return throwAtFinalPath(error, unfinished.path, folder);
  } finally {
    unfinished.remove();
  }
}

/** Puts the final paths of the files into the message of an error, and throws it. */
export function throwAtFinalPath(error: unknown, unfinished: string, folder: string): never {
  if (error instanceof FiredrillError) error.message = error.message.replaceAll(unfinished, folder);
  throw error;
}

function newFolderFor(folder: string): string {
  try {
    const isThere = existsSync(folder);
    // The parent of an existing one can be closed to us, or on another disk.
    const path = partOf(isThere ? join(folder, "firedrill") : resolve(folder));
    if (!isThere) makeFolder(dirname(path));
    mkdirSync(path);
    return path;
  } catch (error) {
    throw logNotWritable(folder, error);
  }
}

/** False if the folder exists. An empty one is replaced. */
function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

function nameAll(from: string, to: string): void {
  const named: string[] = [];
  try {
    makeFolder(to);
    for (const name of readdirSync(from)) {
      const path = join(to, name);
      nameOne(join(from, name), path);
      named.push(path);
    }
  } catch (error) {
    for (const path of named) rmSync(path, { force: true });
    throw error instanceof FiredrillError ? error : logNotWritable(to, error);
  }
}

function nameOne(part: string, path: string): void {
  try {
    nameNew(part, path);
  } catch (error) {
    throw fileErrorCode(error) === "EEXIST" ? logExists(path) : logNotWritable(path, error);
  }
}
