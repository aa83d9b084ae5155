import { plural, printable } from "../../domain/text/printable.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { Output } from "../io.ts";
import { redrawnLine } from "./progress.ts";

/** What is in no figure about a log that was read to its end. */
export interface LogGaps {
  readonly logPath: string;
  /** The list of attacks, where there is one. */
  readonly attacksPath?: string;
  readonly skipped: SkippedLines;
  /** Listed attacks. */
  readonly attacksWithoutRows: number;
}

/** Whole lines for standard error; empty where nothing is left out. */
export function logGapsText({ logPath, attacksPath, skipped, attacksWithoutRows }: LogGaps): string {
  const reasons = skipped.reasons.map(({ line, reason }) => `  line ${line}: ${printable(reason)}\n`);
  return [
    skipped.skipped === 0 ? "" : `${skipped.skipped} lines of ${logPath} were skipped:\n${reasons.join("")}`,
    attacksWithoutRows === 0
      ? ""
      : `${plural(attacksWithoutRows, "attack")} of ${attacksPath} without a row in ${logPath}: nobody is asked about what left no trace.\n`,
  ].join("");
}

/** How far a log has been read. */
export interface ReadingProgress {
  readonly onProgress: (readBytes: number, totalBytes: number) => void;
  readonly clear: () => void;
}

export function readingProgress(terminal: Output): ReadingProgress {
  const { draw, clear } = redrawnLine(terminal);
  return {
    onProgress: (readBytes, totalBytes) =>
      draw(() => `${megabytes(readBytes)} of ${megabytes(totalBytes)} MB read`),
    clear,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
