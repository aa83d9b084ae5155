import type { LineEncoder } from "../domain/remote-detector.ts";
import type { LogSource, Observation, RowOf } from "../domain/sources.ts";
import type { Labelled } from "../domain/truth.ts";
import type { ColumnTable } from "./formats/columns.ts";
import { labelledColumns, truthColumns } from "./formats/columns.ts";
import { csvFormat } from "./formats/csv.ts";
import type { LabelledFormat, LineFormat, LogFormat, UtcOffsetMs } from "./formats/format.ts";
import { ndjsonFormat } from "./formats/ndjson.ts";
import { loginColumns } from "./login/columns.ts";
import { loginOriginal } from "./login/original.ts";
import { responseColumns } from "./response/columns.ts";
import { responseOriginal } from "./response/original.ts";

/** What a log source brings along: its columns and the line of its original. */
interface SourceSpelling<O extends Observation> {
  readonly columns: ColumnTable<O>;
  readonly original: (utcOffsetMs: UtcOffsetMs) => LineFormat<O>;
}

const spellings: { readonly [S in LogSource]: SourceSpelling<RowOf<S>> } = {
  response: { columns: responseColumns, original: responseOriginal },
  login: { columns: loginColumns, original: loginOriginal },
};

/** How the observed log of a source is spelled. Read with it, a labelled file looks like an observed one. */
export function observedFormat<S extends LogSource>(
  source: S,
  format: LogFormat,
  utcOffsetMs: UtcOffsetMs,
): LineFormat<RowOf<S>> {
  const { columns, original } = spellings[source];
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

/** Rows of any source as lines, each as its source is spelled. */
export function observedLines(format: LogFormat, utcOffsetMs: UtcOffsetMs): LineEncoder {
  const response = observedFormat("response", format, utcOffsetMs);
  const login = observedFormat("login", format, utcOffsetMs);
  return {
    headerFor: ({ kind }) => {
      switch (kind) {
        case "response":
          return response.header;
        case "login":
          return login.header;
      }
    },
    encode: (row) => {
      switch (row.kind) {
        case "response":
          return response.encode(row);
        case "login":
          return login.encode(row);
      }
    },
  };
}

/** How the labelled log of a source is spelled. */
export function labelledFormat<S extends LogSource>(
  source: S,
  format: LabelledFormat,
): LineFormat<Labelled<RowOf<S>>> {
  const columns = labelledColumns(spellings[source].columns);
  switch (format) {
    case "csv":
      return csvFormat(columns, []);
    case "ndjson":
      return ndjsonFormat(columns);
  }
}
