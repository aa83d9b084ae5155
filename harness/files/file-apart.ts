import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  isDeadOwner,
  newTemporaryFolder,
  ownerText,
  ownTemporaryFolders,
} from "../../detector/remote/temporary-folder.ts";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";

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
 * characters. If the program exits, the file comes home first; if it is killed, with the next start.
 * @param homePath - in an existing folder
 * @throws FiredrillError TEMPORARY_FOLDER_NOT_WRITABLE
 */
export function fileApart(homePath: string): FileApart {
  const folder = newTemporaryFolder(`firedrill-labels-${basename(dirname(homePath))}-`);
  writeFileSync(join(folder, homeName), JSON.stringify({ owner: ownerText(), homePath: resolve(homePath) }));
  const apart = { path: join(folder, basename(homePath)), homePath };
  abroad.add(apart);
  if (!isWatchingExit) process.once("exit", bringAllHome);
  isWatchingExit = true;
  return apart;
}

const homeName = ".home.json";

/** Brings home the files of processes that were killed. One whose home is gone or taken stays where it is. */
export function bringLeftHome(): void {
  for (const folder of ownTemporaryFolders(/^firedrill-labels-/)) {
    const left = leftIn(folder);
    if (left === undefined || !isDeadOwner(left.owner) || existsSync(left.homePath)) continue;
    try {
      bringHome({ path: join(folder, basename(left.homePath)), homePath: left.homePath });
    } catch {
      // It is safe where it is.
    }
  }
}

function leftIn(folder: string): { readonly owner: string; readonly homePath: string } | undefined {
  try {
    const left = parseJson(readFileSync(join(folder, homeName), "utf8"));
    if (!isJsonObject(left)) return undefined;
    const { owner, homePath } = left;
    return typeof owner === "string" && typeof homePath === "string" ? { owner, homePath } : undefined;
  } catch {
    return undefined;
  }
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

function leftApart(path: string, homePath: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "LABELS_LEFT_APART",
    `Could not move the labelled log ${path} to ${homePath}: ${reasonOf(cause)}.`,
    "Move it there yourself. It is complete.",
    { cause },
  );
}
