import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, RowOf } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import { openLabelledLog, openObservedLog } from "../../log/files/writer.ts";
import type { LogFormat } from "../../log/formats/format.ts";

/** A log that a detector may see, and beside it the same one with the truth. */
export interface NewLogPair<S extends LogSource> {
  readonly source: S;
  readonly observedPath: string;
  readonly format: LogFormat;
  /** In CSV; absent: there is none. */
  readonly labelledPath?: string;
  /** 0: every row is in both files when `write` returns. */
  readonly bufferBytes: number;
}

/**
 * Begins both logs or neither; instants without a zone are in UTC.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openLogPair<S extends LogSource>(pair: NewLogPair<S>): LogWriter<Labelled<RowOf<S>>> {
  const { source, observedPath, format, bufferBytes } = pair;
  const observed = openObservedLog({ path: observedPath, source, format, bufferBytes, utcOffsetMs: () => 0 });
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
    rmSync(observedPath);
    throw error;
  }
}

function openLabelledPart<S extends LogSource>({
  source,
  labelledPath,
  bufferBytes,
}: NewLogPair<S>): LogWriter<Labelled<RowOf<S>>> | undefined {
  if (labelledPath === undefined) return undefined;
  return openLabelledLog({ path: labelledPath, source, format: "csv", bufferBytes });
}

/** @throws FiredrillError SAME_FILE_TWICE */
export function checkTwoFiles(logPath: string, labelsPath: string | undefined): void {
  if (labelsPath !== undefined && resolve(labelsPath) === resolve(logPath)) throw sameFileTwice(labelsPath);
}

function sameFileTwice(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SAME_FILE_TWICE",
    `The log and the one with the truth are both to be ${path}.`,
    "Give --log and --labels a file each.",
  );
}
