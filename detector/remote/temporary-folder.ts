import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { FiredrillError, reasonOf } from "../../domain/error.ts";

/** A folder for as long as it is needed, and no longer than this process lives. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

const present = new Set<string>();
let isWatchingExit = false;

/**
 * Makes a folder in the system's temporary folder. Its name says which process owns it, so that the next process can
 * remove it should this one be killed.
 * @param kind - what it is for, in lower-case letters
 * @throws FiredrillError TEMPORARY_FOLDER_NOT_WRITABLE
 */
export function makeTemporaryFolder(kind: string): TemporaryFolder {
  const path = newTemporaryFolder(`firedrill-${kind}-${ownerText()}-`);
  present.add(path);
  if (!isWatchingExit) process.once("exit", removePresent);
  isWatchingExit = true;
  return { path, remove: () => removeFolder(path) };
}

/**
 * Makes a folder that only this user can read, and that stays until it is removed.
 * @returns its path
 * @throws FiredrillError TEMPORARY_FOLDER_NOT_WRITABLE
 */
export function newTemporaryFolder(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), prefix));
  } catch (cause) {
    throw temporaryFolderNotWritable("make a folder for temporary files", cause);
  }
}

/** @param what - was tried */
export function temporaryFolderNotWritable(what: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "TEMPORARY_FOLDER_NOT_WRITABLE",
    `Could not ${what} in ${tmpdir()}: ${reasonOf(cause).replace(/, mkdtemp .*/s, "")}.`,
    "Set TMPDIR to a folder that exists, can be written and has room.",
    { cause },
  );
}

function removeFolder(path: string): void {
  present.delete(path);
  rmSync(path, { recursive: true, force: true });
}

function removePresent(): void {
  for (const path of present) removeFolder(path);
}

const ownedName = /^firedrill-[a-z]+-(\d+\.\d+\.\d+)-\w{6}$/;

/**
 * Tells this process from all others, also from an earlier or later one with the same id where the system says enough
 * (Linux): its id, its start in clock ticks since the system's, and the namespace of its id, which containers have of their
 * own; 0 where unknown.
 */
export function ownerText(): string {
  return `${process.pid}.${startTicksOf(process.pid)}.${ownNamespace()}`;
}

/** False for an owner in another container, of which nothing is known. @param owner - as `ownerText` returns it */
export function isDeadOwner(owner: string): boolean {
  const [pid = 0, startTicks, namespace] = owner.split(".").map(Number);
  return namespace === ownNamespace() && !isAlive(pid, startTicks);
}

function ownNamespace(): number {
  try {
    return Number(/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? 0);
  } catch {
    return 0;
  }
}

/** The 22nd field; the second is a name in parentheses that can hold anything. */
function startTicksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Removes the temporary folders of processes that have died. Leaves alone what is not certainly ours: other names, other
 * users, links, and owners in another container.
 */
export function sweepTemporaryFolders(): void {
  for (const path of ownTemporaryFolders(ownedName)) {
    const [, owner = ""] = ownedName.exec(basename(path)) ?? [];
    if (isDeadOwner(owner)) removeIfPossible(path);
  }
}

/** Paths of the folders with such names in the system's temporary folder that belong to this user. No links. */
export function ownTemporaryFolders(name: RegExp): readonly string[] {
  return namesIn(tmpdir())
    .filter((found) => name.test(found))
    .map((found) => join(tmpdir(), found))
    .filter(isOwnFolder);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOwnFolder(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isDirectory() === true && status.uid === process.getuid?.();
}

function isAlive(pid: number, startTicks: number | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
  const now = startTicksOf(pid);
  return now === 0 || startTicks === 0 || now === startTicks;
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another process removes it too, or it holds something that cannot be removed.
  }
}
