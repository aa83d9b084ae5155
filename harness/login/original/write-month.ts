import { join } from "node:path";
import type { UserBase } from "../../../domain/login/user-base.ts";
import { writeAttacks } from "../../../log/traffic/attacks.ts";
import { writeUserBase } from "../../../log/login/user-base.ts";
import { freeFiles } from "../../files/free-files.ts";
import type { LogPair } from "../../files/log-pair.ts";
import { batchBytes, openLogPair } from "../../files/log-pair.ts";
import { writeWholeFolder } from "../../files/whole-folder.ts";
import type { OriginalMonth } from "./month.ts";

/** Files of the original simulator. */
const monthFiles = { log: "log.csv", attacks: "attacks.csv" } as const;
/** Not a file of the original. In firedrill's own format. */
const labelledFile = "labelled.csv";
const userFiles = { names: "user_base.txt", addresses: "user_ips.json" } as const;

export interface OriginalFolder {
  readonly path: string;
  /** `made`: generated for this month and written beside it. */
  readonly users: "made" | "read";
  /** `fresh`: a labelled log is added, because the list of attacks does not show the addresses. */
  readonly addresses: "one" | "fresh";
}

/**
 * The paths of the files.
 * @throws FiredrillError LOG_EXISTS if one of them exists
 */
export function originalFiles({ path, users, addresses }: OriginalFolder): readonly string[] {
  return freeFiles(path, [
    ...Object.values(monthFiles),
    ...(addresses === "fresh" ? [labelledFile] : []),
    ...(users === "made" ? Object.values(userFiles) : []),
  ]);
}

/**
 * Writes the files in the original's format, and the labelled log in firedrill's own. Makes the folder if
 * needed. The files appear when all are whole.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeOriginalMonth(
  folder: OriginalFolder,
  { rows, attacks }: OriginalMonth,
  users: UserBase,
): void {
  writeWholeFolder(folder.path, (unfinished) => {
    const inFolder = (name: string): string => join(unfinished, name);
    const labels = folder.addresses === "fresh" ? { labelledPath: inFolder(labelledFile) } : {};
    writeLogs({ observedPath: inFolder(monthFiles.log), ...labels }, rows);
    writeAttacks(inFolder(monthFiles.attacks), attacks);
    if (folder.users === "made")
      writeUserBase(inFolder(userFiles.addresses), inFolder(userFiles.names), users);
  });
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
