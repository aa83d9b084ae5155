import { FiredrillError } from "../domain/error.ts";
import type { Observation } from "../domain/sources.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { ColumnTable } from "./formats/columns.ts";
import { labelledColumns, truthColumns } from "./formats/columns.ts";
import { csvFormat } from "./formats/csv.ts";
import type { LabelledFormat, LineFormat, LogFormat, ReadLine, UtcOffsetMs } from "./formats/format.ts";
import { ownFormats } from "./formats/format.ts";
import { ndjsonFormat } from "./formats/ndjson.ts";
import { shown } from "./formats/text.ts";
import type { DateOrder, Doubt, ImportFormat, TimeUnit } from "./import/format.ts";

/** What a log source brings to its logs: how they are spelled, and what can label one. */
export interface LogKit<Row extends Observation> {
  readonly columns: ColumnTable<Row>;
  /** The line that the system writes which such logs come from. */
  readonly original: (utcOffsetMs: UtcOffsetMs) => LineFormat<Row>;
  /** Lines of other systems that write such logs, by the name of the format. */
  readonly others?: ReadonlyMap<string, (utcOffsetMs: UtcOffsetMs) => LineFormat<Row>>;
  /** Logs of other programs that can be read as such rows. */
  readonly foreign?: ForeignLogs<Row>;
  /** `undefined` where nothing but a labelled log says what was an attack. */
  readonly attackList: AttackList<Row> | undefined;
}

/** What the user says about a log that says too little itself. */
export interface LogWords {
  /** The name of a format, or a line as the writer's configuration describes it. */
  readonly format?: string;
  /** What stands in which column: `took=dt,at=ts`. */
  readonly columns?: string;
  /** Of response times. */
  readonly unit?: TimeUnit;
  /** Of dates in numbers. */
  readonly dates?: DateOrder;
}

/** Logs of other programs: requests to import, and rows of a log source. */
export interface ForeignLogs<Row> {
  readonly formats: readonly ForeignFormat<Row>[];
  /**
   * The format that the user describes.
   * @returns undefined when the words describe none; they may name one
   * @throws FiredrillError BAD_LOG_PATTERN, BAD_COLUMNS
   */
  readonly described: (words: LogWords) => ForeignFormat<Row> | undefined;
}

/** One kind of such logs. */
export interface ForeignFormat<Row> extends ImportFormat {
  /** @param lines - the first ones, of which none is blank */
  readonly openRows: (
    lines: readonly string[],
    settings: Pick<LogWords, "unit" | "dates"> & {
      readonly utcOffsetMs: UtcOffsetMs;
      /** When the log was last written, for times that name no year; absent: in 2001. */
      readonly writtenMs?: number;
    },
  ) => { readonly kind: "lines"; readonly lines: RowLines<Row> } | Doubt;
}

/** How the lines of one log are read. */
export interface RowLines<Row> {
  /**
   * @param line - without its end
   * @param rowsBefore - the index of the row, in formats that do not write it down
   */
  readonly decode: (line: string, rowsBefore: number) => ReadLine<Row>;
}

/** A file that says who attacked when, for logs that do not say it themselves. */
export interface AttackList<Row> {
  /** Which logs it can label: what to give instead of another one, as a sentence. */
  readonly wantedLog: string;
  /** @throws FiredrillError for a file that is no such list */
  readonly read: (path: string) => ListedAttacks<Row>;
}

/** The attacks of a list, laid over the rows of one log. */
export interface ListedAttacks<Row> {
  /** To be asked about every row, in their order. */
  readonly truthOf: (row: Row) => Truth;
  /**
   * There are no more rows.
   * @throws FiredrillError when an attack lies outside the log
   */
  readonly finish: (logPath: string) => void;
  /** Of the attacks, those that no row asked about belongs to. */
  readonly withoutRows: () => number;
}

/** How an observed log is spelled. Read with it, a labelled file looks like an observed one. */
export function observedFormatOf<Row extends Observation>(
  { columns, original, others }: LogKit<Row>,
  format: LogFormat,
  utcOffsetMs: UtcOffsetMs,
): LineFormat<Row> {
  switch (format) {
    case "csv":
      return csvFormat(
        columns,
        truthColumns.map(({ name }) => name),
      );
    case "ndjson":
      return ndjsonFormat(columns);
    case "original":
      return original(utcOffsetMs);
    default: {
      const other = others?.get(format);
      if (other === undefined) throw notALogFormat(format, ["original", ...(others?.keys() ?? [])]);
      return other(utcOffsetMs);
    }
  }
}

function notALogFormat(format: string, known: readonly string[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_A_LOG_FORMAT",
    `Such a log cannot be written as ${shown(format)}.`,
    `Its formats are ${[...ownFormats, ...known].join(", ")}.`,
  );
}

/** How a labelled log is spelled. */
export function labelledFormatOf<Row extends Observation>(
  { columns }: LogKit<Row>,
  format: LabelledFormat,
): LineFormat<Labelled<Row>> {
  const labelled = labelledColumns(columns);
  switch (format) {
    case "csv":
      return csvFormat(labelled, []);
    case "ndjson":
      return ndjsonFormat(labelled);
  }
}
