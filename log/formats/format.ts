/** How a log is spelled. `original` is the line that the original system of the log source writes. */
export type LogFormat = "csv" | "ndjson" | "original";

/** The formats that have room for the truth. */
export type LabelledFormat = Exclude<LogFormat, "original">;

/** Local time minus UTC at an instant, in milliseconds: 7 200 000 for Helsinki in winter. */
export type UtcOffsetMs = (atMs: number) => number;

/** A line that is no row; `reason` is for a person and free of control characters. */
export interface SkippedLine {
  readonly kind: "skipped";
  readonly reason: string;
}

/** What a line turned out to be. */
export type ParsedLine<Row> =
  { readonly kind: "row"; readonly row: Row } | { readonly kind: "header" } | SkippedLine;

/** One spelling of one kind of row. A row is always exactly one line, whatever its texts hold. */
export interface LineFormat<Row> {
  /** The first line of a file, with its end; empty when the format has none. */
  readonly header: string;
  /** Whether a file that begins with this line is probably in this format. Damaged rows count too. */
  readonly recognises: (line: string) => boolean;
  /** A line with its end; empty for a row that the format leaves out. */
  readonly encode: (row: Row) => string;
  /**
   * @param line - without its end
   * @param rowsBefore - the index of the row, in formats that do not write it down
   */
  readonly decode: (line: string, rowsBefore: number) => ParsedLine<Row>;
}

export function skipped(reason: string): SkippedLine {
  return { kind: "skipped", reason };
}
