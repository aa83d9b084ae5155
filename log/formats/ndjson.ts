import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { Cell, CellKind, Column, ColumnTable } from "./columns.ts";
import { badCell, emptyCell } from "./columns.ts";
import type { LineFormat, ParsedLine, SkippedLine } from "./format.ts";
import { skipped } from "./format.ts";
import {
  countIn,
  durationMsIn,
  durationMsOf,
  endOfDigits,
  fixed,
  InstantReader,
  secondsOf,
} from "./numbers.ts";
import { spelledJson } from "./text.ts";

/**
 * One JSON object per line with the columns as fields; an empty cell is an absent field. Numbers in exponent notation
 * are refused although JSON has them, so that all formats hold the same.
 */
export function ndjsonFormat<Row>(table: ColumnTable<Row>): LineFormat<Row> {
  const always = table.columns.filter(({ optional }) => optional === undefined);
  const needed = always.map(({ name }) => keyOf(name));
  const keys = table.columns.map(({ name }) => keyOf(name));
  const fields = new FieldReader(table.columns, keys);

  function decode(line: string): ParsedLine<Row> {
    const read = fields.inPlace(line) ?? fields.oneByOne(line);
    return "kind" in read ? read : table.rowOf(read);
  }

  return {
    header: "",
    recognises: (line) => line.startsWith("{") && needed.every((key) => line.includes(key)),
    encode: (row) => encodeCells(table.columns, keys, table.cellsOf(row)),
    decode,
  };
}

function keyOf(name: string): string {
  return `"${name}":`;
}

function encodeCells(columns: readonly Column[], keys: readonly string[], cells: readonly Cell[]): string {
  let line = "{";
  for (let at = 0; at < columns.length; at += 1) {
    const cell = cells[at];
    if (cell === undefined) continue;
    if (line.length > 1) line += ",";
    line += (keys[at] ?? "") + spell(columns[at]?.holds ?? "text", cell);
  }
  return `${line}}\n`;
}

function spell(holds: CellKind, cell: number | string): string {
  switch (holds) {
    case "count":
    case "number":
      return String(cell);
    case "decimal":
      return fixed(Number(cell));
    case "instant":
      return `"${formatInstant(Number(cell))}"`;
    case "duration":
      return String(secondsOf(Number(cell)));
    case "text":
      return JSON.stringify(cell);
  }
}

const comma = ",".charCodeAt(0);
const zero = "0".charCodeAt(0);
/** What a text cannot hold in JSON as it stands, and what stands for it. */
const needsParsing = /[\p{Cc}\\]/u;

const fixedNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** The cells of lines of one table. */
class FieldReader {
  private readonly columns: readonly Column[];
  private readonly keys: readonly string[];
  private readonly instants = new InstantReader();
  /** Behind the cell that was read last. */
  private end = 0;

  constructor(columns: readonly Column[], keys: readonly string[]) {
    this.columns = columns;
    this.keys = keys;
  }

  /** @returns undefined for a line that is not spelled as we spell it: it must be parsed */
  inPlace(line: string): readonly Cell[] | undefined {
    if (!line.startsWith("{")) return undefined;
    const cells: Cell[] = [];
    this.end = 0;
    for (let column = 0; column < this.columns.length; column += 1) {
      const { holds, optional } = this.columns[column] ?? {};
      const key = this.keys[column] ?? "";
      const isNext = this.end === 0 || line.charCodeAt(this.end) === comma;
      let cell: Cell;
      if (isNext && line.startsWith(key, this.end + 1)) {
        cell = this.cellIn(holds, line, this.end + 1 + key.length);
        if (cell === undefined) return undefined;
      } else if (optional === undefined) return undefined;
      cells.push(cell);
    }
    return this.end === line.length - 1 && line.endsWith("}") ? cells : undefined;
  }

  private cellIn(holds: CellKind | undefined, line: string, from: number): Cell {
    switch (holds) {
      case "count":
        this.end = endOfDigits(line, from);
        return isLedByZero(line, from, this.end) ? undefined : countIn(line, from, this.end);
      case "duration": {
        const whole = endOfDigits(line, from);
        this.end = line.startsWith(".", whole) ? endOfDigits(line, whole + 1) : whole;
        return isLedByZero(line, from, whole) ? undefined : durationMsIn(line, from, this.end);
      }
      case "instant":
      case "text": {
        if (!line.startsWith('"', from)) return undefined;
        const until = line.indexOf('"', from + 1);
        this.end = until + 1;
        if (until === -1) return undefined;
        const instant = holds === "instant" ? this.instants.readIn(line, from + 1, until) : undefined;
        if (instant !== undefined) return instant;
        const text = line.slice(from + 1, until);
        return needsParsing.test(text) ? undefined : this.cell(holds, text);
      }
      case "number":
      case "decimal": {
        const sign = line.startsWith("-", from) ? 1 : 0;
        const whole = endOfDigits(line, from + sign);
        this.end = line.startsWith(".", whole) ? endOfDigits(line, whole + 1) : whole;
        const text = line.slice(from, this.end);
        return fixedNumber.test(text) ? this.cell(holds, Number(text)) : undefined;
      }
      case undefined:
        return undefined;
    }
  }

  /** @returns why the line has no cells, for a line with a mistake */
  oneByOne(line: string): readonly Cell[] | SkippedLine {
    if (line === "") return skipped("the line is empty");
    const value = parseJson(line);
    if (!isJsonObject(value)) return skipped("it is no JSON object");
    if (hasExponent(line)) return skipped("a number is in exponent notation");
    const cells: Cell[] = [];
    for (const column of this.columns) {
      const field = value[column.name];
      if (field === undefined && column.optional === undefined) return emptyCell(column.name);
      const cell = field === undefined ? undefined : this.cell(column.holds, field);
      if (field !== undefined && cell === undefined) return badCell(column, spelledJson(field));
      cells.push(cell);
    }
    return cells;
  }

  private cell(holds: CellKind, field: unknown): Cell {
    switch (holds) {
      case "count":
        return typeof field === "number" && Number.isSafeInteger(field) && field >= 0 ? field : undefined;
      case "number":
        return typeof field === "number" && field >= 0 && field < 1e15 ? field : undefined;
      case "decimal":
        return typeof field === "number" && Math.abs(field) < 1e15 ? field : undefined;
      case "instant":
        return typeof field === "string" ? this.instants.read(field) : undefined;
      case "duration":
        return typeof field === "number" && field >= 0 && field < 1e9 ? durationMsOf(field) : undefined;
      case "text":
        return typeof field === "string" ? field : undefined;
    }
  }
}

/** JSON has no such numbers. */
function isLedByZero(line: string, from: number, until: number): boolean {
  return until - from > 1 && line.charCodeAt(from) === zero;
}

function hasExponent(line: string): boolean {
  return /\d[eE]/.test(line) && /\d[eE]/.test(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""));
}
