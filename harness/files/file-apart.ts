import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { FiredrillError, reasonOf } from "../../domain/error.ts";

/** A file that is written in a private temporary folder and joins the folder that it belongs to later. */
export interface FileApart {
  /** Where it is written. */
  readonly path: string;
  /** Where it belongs. */
  readonly homePath: string;
}

const abroad = new Set<FileApart>();
let isWatchingExit = false;

/**
 * Makes the temporary folder, which only this user can read: `firedrill-labels-<name of the home folder>-` and six random
 * characters. The name is how a person finds the file after the program was killed. If the program only exits, the file
 * comes home first.
 * @param homePath - in an existing folder
 * @throws FiredrillError TEMPORARY_FOLDER_NOT_WRITABLE
 */
export function fileApart(homePath: string): FileApart {
  const folder = makeTemporaryFolder(`firedrill-labels-${basename(dirname(homePath))}-`);
  const apart = { path: join(folder, basename(homePath)), homePath };
  abroad.add(apart);
  if (!isWatchingExit) process.once("exit", bringAllHome);
  isWatchingExit = true;
  return apart;
}

function bringAllHome(): void {
  for (const apart of abroad) {
    try {
      bringHome(apart);
    } catch {
      // The program is ending for another reason, and the file is safe where it is.
    }
  }
}

/**
 * Moves the file home, where it appears complete or not at all, and removes its folder. On failure the file stays where it is.
 * @throws FiredrillError LABELS_LEFT_APART
 */
export function bringHome(apart: FileApart): void {
  const { path, homePath } = apart;
  try {
    moveFile(path, homePath);
  } catch (error) {
    throw leftApart(path, homePath, error);
  }
  removeApart(apart);
}

/** Removes the file and its temporary folder. */
export function removeApart(apart: FileApart): void {
  abroad.delete(apart);
  rmSync(dirname(apart.path), { recursive: true, force: true });
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    copyFile(from, to);
  }
}

/** To another file system. */
function copyFile(from: string, to: string): void {
  const unfinished = join(dirname(to), `.${basename(to)}.unfinished`);
  try {
    copyFileSync(from, unfinished);
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/**
 * Makes a new folder that only this user can read.
 * @returns its path
 * @throws FiredrillError TEMPORARY_FOLDER_NOT_WRITABLE
 */
export function makeTemporaryFolder(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), prefix));
  } catch (error) {
    throw temporaryFolderNotWritable(error);
  }
}

function temporaryFolderNotWritable(cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "TEMPORARY_FOLDER_NOT_WRITABLE",
    `Could not make a folder for temporary files in ${tmpdir()}: ${reasonOf(cause)}.`,
    "Set TMPDIR to a folder that exists and has room.",
    { cause },
  );
}

function leftApart(path: string, homePath: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "LABELS_LEFT_APART",
    `Could not move the labelled log ${path} to ${homePath}: ${reasonOf(cause)}.`,
    "Move it there yourself. It is complete.",
    { cause },
  );
}
