import { stringify } from "csv-stringify/sync";
import { createLineFile } from "./line-file.ts";

/**
 * Creates a file that holds this text.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeText(path: string, text: string): void {
  const file = createLineFile(path, 0);
  try {
    file.append(text);
  } finally {
    file.close();
  }
}

const batchBytes = 65_536;
/** A semicolon or a blank may end a cell where a spreadsheet has another idea of CSV. */
const needsQuotes = /[^\w.:(),+-]/;

/**
 * Writes a table for spreadsheets as CSV. A cell that one would take for a formula, for it begins with `=`, `+`, `-`, `@`, a
 * tab or a carriage return, gets an apostrophe before it.
 * @param rows - the head first
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeSheet(path: string, rows: Iterable<readonly string[]>): void {
  const file = createLineFile(path, batchBytes);
  try {
    for (const row of rows)
      file.append(
        stringify([row], { record_delimiter: "\n", escape_formulas: true, quoted_match: needsQuotes }),
      );
  } finally {
    file.close();
  }
}
