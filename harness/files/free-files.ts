import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { logExists, logNotWritable } from "../../log/files/file-errors.ts";

/**
 * The paths of files that are to be made in a folder, none of which is there.
 * @throws FiredrillError LOG_EXISTS
 */
export function freeFiles(folder: string, names: readonly string[]): readonly string[] {
  const paths = names.map((name) => join(folder, name));
  checkFree(paths);
  return paths;
}

/** @throws FiredrillError LOG_EXISTS where anything is there */
export function checkFree(paths: readonly string[]): void {
  for (const path of paths) if (existsSync(path)) throw logExists(path);
}

/** @throws FiredrillError LOG_NOT_WRITABLE */
export function makeFolderForFiles(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw logNotWritable(folder, error);
  }
}

/**
 * Makes a folder and what is missing above it. One at a time, for Node's own recursion never ends where the system
 * says that a parent is not there although it is, as under /proc.
 * @throws what `mkdirSync` throws
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another drill may have made it in this very moment.
    if (!existsSync(path)) throw error;
  }
}

/** Makes the folder that a file is to be in; where that cannot be, opening the file says why. */
export function makeFolderOf(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch {
    // Told when the file is opened.
  }
}
