import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, RowOf } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import { appendObservedLog, openLabelledLog, openObservedLog } from "../../log/files/writer.ts";
import type { LabelledFormat, LogFormat, UtcOffsetMs } from "../../log/formats/format.ts";
import { checkFree, makeFolderOf } from "./free-files.ts";

/** An observed log, and the labelled log beside it if there is one. */
export interface LogPair<S extends LogSource = LogSource> {
  readonly source: S;
  readonly observedPath: string;
  readonly format: LogFormat;
  readonly labelledPath?: string;
  /** Default: CSV. */
  readonly labelledFormat?: LabelledFormat;
  /** For the original's format, which has local time. Default: UTC. */
  readonly utcOffsetMs?: UtcOffsetMs;
  /** What to do if the observed log exists. Default: `refuse`. `go on` appends rows in the original's format, unbuffered. */
  readonly whereThere?: "refuse" | "go on";
  /** With 0, every row is in both files when `write` returns. */
  readonly bufferBytes: number;
}

/** Buffer size for logs that no detector follows. */
export const batchBytes = 65_536;

/**
 * Checks that the logs are two files, and that those to be created do not exist.
 * @throws FiredrillError SAME_FILE_TWICE, LOG_EXISTS
 */
export function checkLogPair(pair: LogPair): void {
  const { observedPath, labelledPath } = pair;
  if (labelledPath !== undefined && resolve(labelledPath) === resolve(observedPath))
    throw sameFileTwice(labelledPath);
  checkFree(pair.whereThere === "go on" ? pathsOf({ labelledPath }) : pathsOf(pair));
}

/**
 * Creates both logs or neither, and makes their folders if needed.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function beginLogPair<S extends LogSource>(pair: LogPair<S>): LogWriter<Labelled<RowOf<S>>> {
  for (const path of pathsOf(pair)) makeFolderOf(path);
  return openLogPair(pair);
}

/**
 * Like `beginLogPair`, in existing folders.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openLogPair<S extends LogSource>(pair: LogPair<S>): LogWriter<Labelled<RowOf<S>>> {
  const observed = openObservedPart(pair);
  try {
    const labelled = openLabelledPart(pair);
    return {
      write: (row) => {
        labelled?.write(row);
        observed.write(row.observation);
      },
      close: () => {
        try {
          observed.close();
        } finally {
          labelled?.close();
        }
      },
    };
  } catch (error) {
    observed.close();
    if (pair.whereThere !== "go on") rmSync(pair.observedPath);
    throw error;
  }
}

function openObservedPart<S extends LogSource>({
  source,
  observedPath: path,
  format,
  utcOffsetMs = () => 0,
  whereThere,
  bufferBytes,
}: LogPair<S>): LogWriter<RowOf<S>> {
  return whereThere === "go on"
    ? appendObservedLog({ path, source, utcOffsetMs })
    : openObservedLog({ path, source, format, bufferBytes, utcOffsetMs });
}

function openLabelledPart<S extends LogSource>({
  source,
  labelledPath: path,
  labelledFormat: format = "csv",
  bufferBytes,
}: LogPair<S>): LogWriter<Labelled<RowOf<S>>> | undefined {
  return path === undefined ? undefined : openLabelledLog({ path, source, format, bufferBytes });
}

function pathsOf(paths: {
  readonly observedPath?: string;
  readonly labelledPath?: string | undefined;
}): readonly string[] {
  return [paths.observedPath, paths.labelledPath].filter((path) => path !== undefined);
}

function sameFileTwice(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SAME_FILE_TWICE",
    `--log and --labels are the same file: ${path}.`,
    "Give each its own path.",
  );
}
