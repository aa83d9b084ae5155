import { stringify } from "csv-stringify/sync";
import { escapeLineBreaks } from "./line-breaks.ts";

const needsQuotes = /[",\r\n]/;

/** A text as a cell of a line of CSV; line breaks in it are spelled `\n`. */
export function csvCell(text: string): string {
  const spelled = escapeLineBreaks(text);
  return needsQuotes.test(spelled) ? stringify([[spelled]], { eof: false }) : spelled;
}
