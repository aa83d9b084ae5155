import type { LoginObservation } from "../domain/observation.ts";
import type { Labelled } from "../domain/truth.ts";
import type { LogFormat } from "../log/format.ts";
import { openLabelledLog, openObservedLog } from "../log/writer.ts";
import type { LogWriter } from "../log/writer.ts";
import { makeFolderOf } from "./make-folder.ts";

/** Where a login page that runs alone writes what it sees. */
export interface LoginLogPaths {
  readonly logPath: string;
  readonly logFormat: LogFormat;
  /** Where the log with the truth goes, in CSV; absent: nowhere. */
  readonly labelsPath?: string;
}

/**
 * Begins the logs of a login page; every row is in the file when `write` returns.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openLoginLogs({
  logPath,
  logFormat,
  labelsPath,
}: LoginLogPaths): LogWriter<Labelled<LoginObservation>> {
  for (const path of [logPath, labelsPath]) if (path !== undefined) makeFolderOf(path);
  const row = { source: "login", bufferBytes: 0 } as const;
  const observed = openObservedLog({ ...row, path: logPath, format: logFormat, utcOffsetMs: () => 0 });
  const labelled =
    labelsPath === undefined ? undefined : openLabelledLog({ ...row, path: labelsPath, format: "csv" });
  return {
    write: (labelledRow) => {
      labelled?.write(labelledRow);
      observed.write(labelledRow.observation);
    },
    close: () => {
      observed.close();
      labelled?.close();
    },
  };
}
