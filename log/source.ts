import type { Observation } from "../domain/sources.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { ColumnTable } from "./formats/columns.ts";
import { labelledColumns, truthColumns } from "./formats/columns.ts";
import { csvFormat } from "./formats/csv.ts";
import type { LabelledFormat, LineFormat, LogFormat, UtcOffsetMs } from "./formats/format.ts";
import { ndjsonFormat } from "./formats/ndjson.ts";

/** What a log source brings to its logs: how they are spelled, and what can label one. */
export interface LogKit<Row extends Observation> {
  readonly columns: ColumnTable<Row>;
  /** The line that the system writes which such logs come from. */
  readonly original: (utcOffsetMs: UtcOffsetMs) => LineFormat<Row>;
  /** `undefined` where nothing but a labelled log says what was an attack. */
  readonly attackList: AttackList<Row> | undefined;
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
  { columns, original }: LogKit<Row>,
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
  }
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
