import { join } from "node:path";
import type { UserBase } from "../../../domain/login/user-base.ts";
import { writeAttacks } from "../../../log/login/attacks.ts";
import { writeUserBase } from "../../../log/login/user-base.ts";
import { freeFiles, makeFolderForFiles } from "../../files/free-files.ts";
import type { LogPair } from "../../files/log-pair.ts";
import { batchBytes, openLogPair } from "../../files/log-pair.ts";
import type { OriginalMonth } from "./month.ts";

/** What the original writes of a month, and of users that it has made for it. */
const monthFiles = { log: "log.csv", attacks: "attacks.csv" } as const;
/** Ours, in our spelling: the original has no such file. */
const labelledFile = "labelled.csv";
const userFiles = { names: "user_base.txt", addresses: "user_ips.json" } as const;

export interface OriginalFolder {
  readonly path: string;
  /** `made`: for this month, and written beside it. */
  readonly users: "made" | "read";
  /** `fresh`: the list of attacks has none of the addresses that they came from, so that a log with the truth is added. */
  readonly addresses: "one" | "fresh";
}

/**
 * The paths of the files, none of which is there.
 * @throws FiredrillError LOG_EXISTS
 */
export function originalFiles({ path, users, addresses }: OriginalFolder): readonly string[] {
  return freeFiles(path, [
    ...Object.values(monthFiles),
    ...(addresses === "fresh" ? [labelledFile] : []),
    ...(users === "made" ? Object.values(userFiles) : []),
  ]);
}

/**
 * Writes the files in the original's spelling, but for the log with the truth; the folder is made if need be.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeOriginalMonth(
  folder: OriginalFolder,
  { rows, attacks }: OriginalMonth,
  users: UserBase,
): void {
  makeFolderForFiles(folder.path);
  const inFolder = (name: string): string => join(folder.path, name);
  const labels = folder.addresses === "fresh" ? { labelledPath: inFolder(labelledFile) } : {};
  writeLogs({ observedPath: inFolder(monthFiles.log), ...labels }, rows);
  writeAttacks(inFolder(monthFiles.attacks), attacks);
  if (folder.users === "made") writeUserBase(inFolder(userFiles.addresses), inFolder(userFiles.names), users);
}

function writeLogs(
  paths: Pick<LogPair<"login">, "observedPath" | "labelledPath">,
  rows: OriginalMonth["rows"],
): void {
  const logs = openLogPair({ ...paths, source: "login", format: "original", bufferBytes: batchBytes });
  try {
    for (const row of rows) logs.write(row);
  } finally {
    logs.close();
  }
}
