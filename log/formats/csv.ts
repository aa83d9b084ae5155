import type { Options } from "csv-parse/sync";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { formatInstant } from "../../domain/time/instant.ts";
import type { Cell, CellKind, Column, ColumnTable } from "./columns.ts";
import { badCell, emptyCell } from "./columns.ts";
import type { LineFormat, ParsedLine } from "./format.ts";
import { skipped } from "./format.ts";
import {
  createInstantReader,
  fixed,
  parseCount,
  parseDecimal,
  parseDurationMs,
  parseNumber,
  secondsOf,
} from "./numbers.ts";
import { byteOrderMark, shown } from "./text.ts";

type Spelled = string | undefined;
type ReadCell = (holds: CellKind, text: string) => Cell;

/**
 * RFC 4180 with a header and `\n` as line end. An empty text is quoted and an empty cell is not; line breaks inside
 * a text are spelled `\n`; texts that a spreadsheet would take for a formula stay as they are.
 * @param unread - names of columns that may follow behind those of the table and are left alone
 */
export function csvFormat<Row>(table: ColumnTable<Row>, unread: readonly string[]): LineFormat<Row> {
  const names = table.columns.map(({ name }) => name);
  const header = names.join(",");
  const headers = new Set(
    [header, [...names, ...unread].join(",")].flatMap((line) => [line, byteOrderMark + line]),
  );
  const readCell = createCellReader();
  const widths = new Set([names.length, names.length + unread.length]);

  function decode(line: string): ParsedLine<Row> {
    if (headers.has(line)) return { kind: "header" };
    if (line === "") return skipped("the line is empty");
    const spelled = split(line);
    if (spelled === undefined) return skipped("its quotes do not match");
    if (!widths.has(spelled.length)) return skipped(`${spelled.length} columns, not ${names.length}`);
    return decodeCells(table, spelled, readCell);
  }

  return {
    header: `${header}\n`,
    recognises: (line) => line === header || line === byteOrderMark + header,
    encode: (row) => encodeCells(table.columns, table.cellsOf(row)),
    decode,
  };
}

function encodeCells(columns: readonly Column[], cells: readonly Cell[]): string {
  const spelled = columns.map(({ holds }, at) => spell(holds, cells[at]));
  return stringify([spelled], { record_delimiter: "\n", quoted_match: /^$/ });
}

function spell(holds: CellKind, cell: Cell): Spelled {
  if (cell === undefined) return undefined;
  switch (holds) {
    case "count":
    case "number":
      return String(cell);
    case "decimal":
      return fixed(Number(cell));
    case "instant":
      return formatInstant(Number(cell));
    case "duration":
      return secondsOf(Number(cell)).toFixed(6);
    case "text":
      return escapeLineBreaks(String(cell));
  }
}

function split(line: string): readonly Spelled[] | undefined {
  if (!line.includes('"')) return line.split(",").map((cell) => (cell === "" ? undefined : cell));
  return recordIn(line, { cast: (text, { quoting }) => (text === "" && !quoting ? undefined : text) });
}

function decodeCells<Row>(
  table: ColumnTable<Row>,
  spelled: readonly Spelled[],
  readCell: ReadCell,
): ParsedLine<Row> {
  const cells: Cell[] = [];
  for (const [at, column] of table.columns.entries()) {
    const text = spelled[at];
    if (text === undefined && column.optional === undefined) return emptyCell(column.name);
    const cell = text === undefined ? undefined : readCell(column.holds, text);
    if (text !== undefined && cell === undefined) return badCell(column, shown(text));
    cells.push(cell);
  }
  return table.rowOf(cells);
}

function createCellReader(): ReadCell {
  const readInstant = createInstantReader();
  return (holds, text) => {
    switch (holds) {
      case "count":
        return parseCount(text);
      case "number":
        return parseNumber(text);
      case "decimal":
        return parseDecimal(text);
      case "instant":
        return readInstant(text);
      case "duration":
        return parseDurationMs(text);
      case "text":
        return unescapeLineBreaks(text);
    }
  };
}

const needsQuotes = /[",\r\n]/;

/** A text as a cell of a line of CSV; line breaks in it are spelled `\n`. */
export function csvCell(text: string): string {
  const spelled = escapeLineBreaks(text);
  return needsQuotes.test(spelled) ? stringify([[spelled]], { eof: false }) : spelled;
}

/** The texts of a line of such cells; `undefined` when its quotes do not match. */
export function cellsIn(line: string): readonly string[] | undefined {
  return splitLine(line)?.map(unescapeLineBreaks);
}

/** The cells of a line of CSV as they stand there; `undefined` when its quotes do not match. */
export function splitLine(line: string): readonly string[] | undefined {
  return line.includes('"') ? recordIn(line, {}) : line.split(",");
}

function recordIn(line: string, options: Pick<Options, "cast">): readonly string[] | undefined {
  try {
    return parse(line, { record_delimiter: "\n", ...options })[0];
  } catch {
    return undefined;
  }
}

const letterOfBreak: Readonly<Record<string, string>> = { "\n": "n", "\r": "r" };
const breakOfLetter: Readonly<Record<string, string>> = { n: "\n", r: "\r" };

/**
 * Spells line breaks as `\n` and `\r`, so that a row stays on one line. A text that already holds a backslash before
 * such a letter gets its backslashes doubled; every other text is left as it is.
 */
export function escapeLineBreaks(text: string): string {
  return text.replaceAll(/(\\*)([nr\n\r])/g, (_, backslashes: string, end: string) => {
    const letter = letterOfBreak[end];
    return backslashes + backslashes + (letter === undefined ? end : `\\${letter}`);
  });
}

/** The inverse of `escapeLineBreaks`. */
export function unescapeLineBreaks(text: string): string {
  return text.replaceAll(/(\\+)([nr])/g, (_, backslashes: string, letter: string) => {
    const kept = backslashes.slice(0, Math.floor(backslashes.length / 2));
    return kept + (backslashes.length % 2 === 0 ? letter : (breakOfLetter[letter] ?? letter));
  });
}
