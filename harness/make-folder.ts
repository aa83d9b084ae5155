import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

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
