import { existsSync } from "node:fs";
import { join } from "node:path";
import { logExists, logNotWritable } from "../log/file-errors.ts";
import { makeFolder } from "./make-folder.ts";

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
