import type { ReadLine } from "../formats/format.ts";

/** Lines of a log that were no rows. */
export interface SkippedLines {
  /** How many. */
  readonly skipped: number;
  /** The first five, with line numbers from 1. */
  readonly reasons: readonly { readonly line: number; readonly reason: string }[];
}

/** Makes rows of the lines of a log, and counts the lines that are none. */
export interface RowReader<Line, Row> {
  /** The rows among the next lines, in their order. */
  readonly rowsIn: (lines: readonly Line[]) => readonly Row[];
  /** So far. */
  readonly skipped: () => SkippedLines;
}

const longestList = 5;

/**
 * @param decode - with the number of rows before the line
 * @param onSkipped - told why, of every line that is no row
 */
export function createRowReader<Line, Row>(
  decode: (line: Line, rowsBefore: number) => ReadLine<Row>,
  onSkipped?: (reason: string) => void,
): RowReader<Line, Row> {
  const reasons: { readonly line: number; readonly reason: string }[] = [];
  let skipped = 0;
  let lineNumber = 0;
  let rowCount = 0;

  function skip(reason: string): void {
    skipped += 1;
    if (reasons.length < longestList) reasons.push({ line: lineNumber, reason });
    onSkipped?.(reason);
  }

  function rowsIn(lines: readonly Line[]): readonly Row[] {
    const rows: Row[] = [];
    for (const line of lines) {
      lineNumber += 1;
      const parsed = decode(line, rowCount);
      if (parsed.kind === "skipped") skip(parsed.reason);
      if (parsed.kind === "rows") {
        rowCount += parsed.rows.length;
        rows.push(...parsed.rows);
      }
      if (parsed.kind !== "row") continue;
      rowCount += 1;
      rows.push(parsed.row);
    }
    return rows;
  }

  return { rowsIn, skipped: () => ({ skipped, reasons: [...reasons] }) };
}
