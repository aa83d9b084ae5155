import type { Options } from "csv-parse/sync";
import { parse } from "csv-parse/sync";
import { formatInstant } from "../../domain/time/instant.ts";
import type { Cell, CellKind, Column, ColumnTable } from "./columns.ts";
import { badCell, emptyCell } from "./columns.ts";
import type { LineFormat, ParsedLine, SkippedLine } from "./format.ts";
import { skipped } from "./format.ts";
import {
  countIn,
  durationMsIn,
  fixed,
  fixedSeconds,
  InstantReader,
  parseCount,
  parseDecimal,
  parseDurationMs,
  parseNumber,
} from "./numbers.ts";
import { byteOrderMark, shown } from "./text.ts";

/**
 * RFC 4180 with a header and `\n` as line end. An empty text is quoted and an empty cell is not; line breaks inside
 * a text are spelled `\n`; texts that a spreadsheet would take for a formula stay as they are. The bytes are those of
 * csv-stringify with `quoted_match: /^$/`.
 * @param unread - names of columns that may follow behind those of the table and are left alone
 */
export function csvFormat<Row>(table: ColumnTable<Row>, unread: readonly string[]): LineFormat<Row> {
  const names = table.columns.map(({ name }) => name);
  const header = names.join(",");
  const headers = new Set(
    [header, [...names, ...unread].join(",")].flatMap((line) => [line, byteOrderMark + line]),
  );
  const cells = new CellReader(table.columns, unread.length);

  function decode(line: string): ParsedLine<Row> {
    const isMarked = line.startsWith(header) || line.startsWith(byteOrderMark);
    if (isMarked && headers.has(line)) return { kind: "header" };
    const read = cells.inPlace(line) ?? cells.oneByOne(line);
    return "kind" in read ? read : table.rowOf(read);
  }

  return {
    header: `${header}\n`,
    recognises: (line) => line === header || line === byteOrderMark + header,
    encode: (row) => encodeCells(table.columns, table.cellsOf(row)),
    decode,
  };
}

function encodeCells(columns: readonly Column[], cells: readonly Cell[]): string {
  let line = "";
  for (let at = 0; at < columns.length; at += 1) {
    const cell = cells[at];
    if (at > 0) line += ",";
    if (cell !== undefined) line += spell(columns[at]?.holds ?? "text", cell);
  }
  return `${line}\n`;
}

function spell(holds: CellKind, cell: number | string): string {
  switch (holds) {
    case "count":
    case "number":
      return String(cell);
    case "decimal":
      return fixed(Number(cell));
    case "instant":
      return formatInstant(Number(cell));
    case "duration":
      return fixedSeconds(Number(cell));
    case "text":
      return cell === "" ? '""' : csvCell(String(cell));
  }
}

/** The cells of lines of one table. */
class CellReader {
  private readonly columns: readonly Column[];
  /** Columns behind them that are left alone. */
  private readonly unread: number;
  private readonly instants = new InstantReader();

  constructor(columns: readonly Column[], unread: number) {
    this.columns = columns;
    this.unread = unread;
  }

  /** @returns undefined for a line with quotes or a mistake: it must be read one by one */
  inPlace(line: string): readonly Cell[] | undefined {
    if (line === "" || line.includes('"')) return undefined;
    const cells: Cell[] = [];
    let from = 0;
    for (const { holds, optional } of this.columns) {
      if (from > line.length) return undefined;
      const comma = line.indexOf(",", from);
      const until = comma === -1 ? line.length : comma;
      const cell = until === from ? undefined : this.cellIn(holds, line, from, until);
      if (cell === undefined && (until > from || optional === undefined)) return undefined;
      cells.push(cell);
      from = until + 1;
    }
    return from > line.length || line.slice(from).split(",").length === this.unread ? cells : undefined;
  }

  private cellIn(holds: CellKind, line: string, from: number, until: number): Cell {
    switch (holds) {
      case "count":
        return countIn(line, from, until);
      case "instant":
        return this.instants.readIn(line, from, until) ?? this.instants.read(line.slice(from, until));
      case "duration":
        return durationMsIn(line, from, until) ?? parseDurationMs(line.slice(from, until));
      case "number":
      case "decimal":
      case "text":
        return this.cell(holds, line.slice(from, until));
    }
  }

  /** @returns why the line has no cells, for a line with a mistake */
  oneByOne(line: string): readonly Cell[] | SkippedLine {
    if (line === "") return skipped("the line is empty");
    const spelled = split(line);
    if (spelled === undefined) return skipped("its quotes do not match");
    const width = this.columns.length;
    if (spelled.length !== width && spelled.length !== width + this.unread)
      return skipped(`${spelled.length} columns, not ${width}`);
    const cells: Cell[] = [];
    for (const [at, column] of this.columns.entries()) {
      const text = spelled[at];
      if (text === undefined && column.optional === undefined) return emptyCell(column.name);
      const cell = text === undefined ? undefined : this.cell(column.holds, text);
      if (text !== undefined && cell === undefined) return badCell(column, shown(text));
      cells.push(cell);
    }
    return cells;
  }

  private cell(holds: CellKind, text: string): Cell {
    switch (holds) {
      case "count":
        return parseCount(text);
      case "number":
        return parseNumber(text);
      case "decimal":
        return parseDecimal(text);
      case "instant":
        return this.instants.read(text);
      case "duration":
        return parseDurationMs(text);
      case "text":
        return unescapeLineBreaks(text);
    }
  }
}

function split(line: string): readonly (string | undefined)[] | undefined {
  if (!line.includes('"')) return line.split(",").map((cell) => (cell === "" ? undefined : cell));
  return recordIn(line, { cast: (text, { quoting }) => (text === "" && !quoting ? undefined : text) });
}

const needsQuotes = /[",\r\n]/;

/** A text as a cell of a line of CSV; line breaks in it are spelled `\n`. */
export function csvCell(text: string): string {
  const spelled = escapeLineBreaks(text);
  return needsQuotes.test(spelled) ? `"${spelled.replaceAll('"', '""')}"` : spelled;
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
  if (!/[\\\n\r]/.test(text)) return text;
  return text.replaceAll(/(\\*)([nr\n\r])/g, (_, backslashes: string, end: string) => {
    const letter = letterOfBreak[end];
    return backslashes + backslashes + (letter === undefined ? end : `\\${letter}`);
  });
}

/** The inverse of `escapeLineBreaks`. */
export function unescapeLineBreaks(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/(\\+)([nr])/g, (_, backslashes: string, letter: string) => {
    const kept = backslashes.slice(0, Math.floor(backslashes.length / 2));
    return kept + (backslashes.length % 2 === 0 ? letter : (breakOfLetter[letter] ?? letter));
  });
}
