import type { LogSource } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { checkFree, makeFolderOf } from "../files/free-files.ts";
import { checkTwoFiles, openLogPair } from "../files/log-pair.ts";

/** Where a login page that runs alone writes what it sees. */
export interface LoginLogPaths {
  readonly logPath: string;
  readonly logFormat: LogFormat;
  /** Where the log with the truth goes, in CSV; absent: nowhere. */
  readonly labelsPath?: string;
}

/**
 * Passes when the logs are two files, and neither is there yet.
 * @throws FiredrillError SAME_FILE_TWICE, LOG_EXISTS
 */
export function checkLoginLogs(paths: LoginLogPaths): void {
  const { logPath, labelsPath } = paths;
  checkTwoFiles(logPath, labelsPath);
  checkFree(pathsOf(paths));
}

/**
 * Begins the logs of a login page, or none of them; every row is in the files when `write` returns.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openLoginLogs(source: LogSource, paths: LoginLogPaths): LogWriter<Labelled> {
  const { logPath, logFormat, labelsPath } = paths;
  for (const path of pathsOf(paths)) makeFolderOf(path);
  return openLogPair({
    source,
    observedPath: logPath,
    format: logFormat,
    ...(labelsPath === undefined ? {} : { labelledPath: labelsPath }),
    bufferBytes: 0,
  });
}

function pathsOf({ logPath, labelsPath }: LoginLogPaths): readonly string[] {
  return labelsPath === undefined ? [logPath] : [logPath, labelsPath];
}
