import { plural, printable } from "../../domain/text/printable.ts";
import type { LogInput } from "../../log/files/stream.ts";
import { nameOf } from "../../log/files/stream.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { Output } from "../io.ts";
import { redrawnLine } from "./progress.ts";

/** What the figures about a log leave out. */
export interface LogGaps {
  readonly log: LogInput;
  /** The list of attacks, if given. */
  readonly attacksPath?: string;
  readonly skipped: SkippedLines;
  /** Number of listed attacks that match no row. */
  readonly attacksWithoutRows: number;
}

/** Whole lines for standard error; empty when nothing is left out. */
export function logGapsText({ log, attacksPath, skipped, attacksWithoutRows }: LogGaps): string {
  const reasons = skipped.reasons.map(({ line, reason }) => `  line ${line}: ${printable(reason)}\n`);
  return [
    skipped.skipped === 0
      ? ""
      : `Skipped ${plural(skipped.skipped, "line")} of ${nameOf(log)}:\n${reasons.join("")}`,
    attacksWithoutRows === 0
      ? ""
      : `Excluded ${plural(attacksWithoutRows, "attack")} of ${attacksPath} from scoring: no matching rows in ${nameOf(log)}.\n`,
  ].join("");
}

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
