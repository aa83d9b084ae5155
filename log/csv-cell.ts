import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { escapeLineBreaks, unescapeLineBreaks } from "./line-breaks.ts";

const needsQuotes = /[",\r\n]/;

/** A text as a cell of a line of CSV; line breaks in it are spelled `\n`. */
export function csvCell(text: string): string {
  const spelled = escapeLineBreaks(text);
  return needsQuotes.test(spelled) ? stringify([[spelled]], { eof: false }) : spelled;
}

/** The texts of a line of such cells; `undefined` when its quotes do not match. */
export function cellsIn(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(",").map(unescapeLineBreaks);
  try {
    const records: readonly (readonly string[])[] = parse(line, { record_delimiter: "\n" });
    return records[0]?.map(unescapeLineBreaks);
  } catch {
    return undefined;
  }
}
