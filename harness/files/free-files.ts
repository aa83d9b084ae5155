import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { logExists } from "../../log/files/file-errors.ts";

/**
 * The paths of new files in a folder.
 * @throws FiredrillError LOG_EXISTS if one of them exists
 */
export function freeFiles(folder: string, names: readonly string[]): readonly string[] {
  const paths = names.map((name) => join(folder, name));
  checkFree(paths);
  return paths;
}

/** @throws FiredrillError LOG_EXISTS if one of the paths exists */
export function checkFree(paths: readonly string[]): void {
  for (const path of paths) if (existsSync(path)) throw logExists(path);
}

/**
 * Makes a folder and its missing parents. Node's own recursion never ends where the system reports an existing parent as
 * missing, as under /proc.
 * @throws what `mkdirSync` throws
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another drill may just have made it.
    if (!existsSync(path)) throw error;
  }
}

/** Makes the folder of a file. If that fails, opening the file reports why. */
export function makeFolderOf(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch {
    // Reported when the file is opened.
  }
}
