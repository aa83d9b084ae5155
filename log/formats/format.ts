/**
 * How a log is spelled: in a format of ours, or in one that the log source names. `original`, which each has, is the line
 * that the original system of the log source writes.
 */
export type LogFormat = string;

/** Our own formats, which have room for the truth. */
export const ownFormats = ["csv", "ndjson"] as const;

export type LabelledFormat = (typeof ownFormats)[number];

/** What the logs of any source can be written in. The command line knows these names without loading a format. */
export const writtenFormats = [
  ...ownFormats,
  "original",
  "apache",
  "nginx",
  "caddy",
  "traefik",
  "traefik-common",
  "series",
] as const;

export function isOwnFormat(format: LogFormat): format is LabelledFormat {
  return ownFormats.some((own) => own === format);
}

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

/** The same of a line that can tell of several rows, as `message repeated 3 times` does. */
export type ReadLine<Row> = ParsedLine<Row> | { readonly kind: "rows"; readonly rows: readonly Row[] };

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
