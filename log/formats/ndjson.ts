import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { Cell, CellKind, Column, ColumnTable } from "./columns.ts";
import { badCell, emptyCell } from "./columns.ts";
import type { LineFormat, ParsedLine } from "./format.ts";
import { skipped } from "./format.ts";
import { createInstantReader, durationMsOf, fixed, secondsOf } from "./numbers.ts";
import { spelledJson } from "./text.ts";

type ReadCell = (holds: CellKind, field: unknown) => Cell;

/**
 * One JSON object per line with the columns as fields; an empty cell is an absent field. Numbers in exponent notation
 * are refused although JSON has them, so that all formats hold the same.
 */
export function ndjsonFormat<Row>(table: ColumnTable<Row>): LineFormat<Row> {
  const readCell = createCellReader();
  const always = table.columns.filter(({ optional }) => optional === undefined);
  const fields = always.map(({ name }) => `"${name}":`);
  return {
    header: "",
    recognises: (line) => line.startsWith("{") && fields.every((field) => line.includes(field)),
    encode: (row) => encodeCells(table.columns, table.cellsOf(row)),
    decode: (line) => decodeLine(table, line, readCell),
  };
}

function encodeCells(columns: readonly Column[], cells: readonly Cell[]): string {
  const fields = columns.flatMap(({ name, holds }, at) => {
    const cell = cells[at];
    return cell === undefined ? [] : [`"${name}":${spell(holds, cell)}`];
  });
  return `{${fields.join(",")}}\n`;
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

function decodeLine<Row>(table: ColumnTable<Row>, line: string, readCell: ReadCell): ParsedLine<Row> {
  if (line === "") return skipped("the line is empty");
  const value = parseJson(line);
  if (!isJsonObject(value)) return skipped("it is no JSON object");
  if (hasExponent(line)) return skipped("a number is in exponent notation");
  const cells: Cell[] = [];
  for (const column of table.columns) {
    const field = value[column.name];
    if (field === undefined && column.optional === undefined) return emptyCell(column.name);
    const cell = field === undefined ? undefined : readCell(column.holds, field);
    if (field !== undefined && cell === undefined) return badCell(column, spelledJson(field));
    cells.push(cell);
  }
  return table.rowOf(cells);
}

function hasExponent(line: string): boolean {
  return /\d[eE]/.test(line) && /\d[eE]/.test(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, ""));
}

function createCellReader(): ReadCell {
  const readInstant = createInstantReader();
  return (holds, field) => {
    switch (holds) {
      case "count":
        return typeof field === "number" && Number.isSafeInteger(field) && field >= 0 ? field : undefined;
      case "number":
        return typeof field === "number" && field >= 0 && field < 1e15 ? field : undefined;
      case "decimal":
        return typeof field === "number" && Math.abs(field) < 1e15 ? field : undefined;
      case "instant":
        return typeof field === "string" ? readInstant(field) : undefined;
      case "duration":
        return typeof field === "number" && field >= 0 && field < 1e9 ? durationMsOf(field) : undefined;
      case "text":
        return typeof field === "string" ? field : undefined;
    }
  };
}
