import { join } from "node:path";
import type { UserBase } from "../../domain/login/user-base.ts";
import { writeAttacks } from "../../log/attacks-file.ts";
import { writeUserBase } from "../../log/user-base-file.ts";
import { openObservedLog } from "../../log/writer.ts";
import { freeFiles, makeFolderForFiles } from "../free-files.ts";
import type { OriginalMonth } from "./month.ts";

const batchBytes = 65_536;

/** What the original writes of a month, and of users that it has made for it. */
const monthFiles = { log: "log.csv", attacks: "attacks.csv" } as const;
const userFiles = { names: "user_base.txt", addresses: "user_ips.json" } as const;

export interface OriginalFolder {
  readonly path: string;
  /** `with-users` if they were made for this month. */
  readonly holds: "month" | "with-users";
}

/**
 * The paths of the files, none of which is there.
 * @throws FiredrillError LOG_EXISTS
 */
export function originalFiles({ path, holds }: OriginalFolder): readonly string[] {
  return freeFiles(path, [
    ...Object.values(monthFiles),
    ...(holds === "with-users" ? Object.values(userFiles) : []),
  ]);
}

/**
 * Writes the files in the original's spelling; the folder is made if need be.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeOriginalMonth(
  folder: OriginalFolder,
  { rows, attacks }: OriginalMonth,
  users: UserBase,
): void {
  makeFolderForFiles(folder.path);
  const inFolder = (name: string): string => join(folder.path, name);
  writeLog(inFolder(monthFiles.log), rows);
  writeAttacks(inFolder(monthFiles.attacks), attacks);
  if (folder.holds === "with-users")
    writeUserBase(inFolder(userFiles.addresses), inFolder(userFiles.names), users);
}

function writeLog(path: string, rows: OriginalMonth["rows"]): void {
  const log = openObservedLog({
    path,
    source: "login",
    format: "original",
    utcOffsetMs: () => 0,
    bufferBytes: batchBytes,
  });
  try {
    for (const { observation } of rows) log.write(observation);
  } finally {
    log.close();
  }
}
