import type { ParsedLine, SkippedLine } from "./format.ts";
import { skipped } from "./format.ts";

/** What a column holds, and so how each format spells it. */
export type CellKind =
  /** A whole number from 0. */
  | "count"
  /** Unix milliseconds here, ISO 8601 in the file. */
  | "instant"
  /** Milliseconds here, seconds in the file. */
  | "duration"
  | "text";

export interface Column {
  readonly name: string;
  readonly holds: CellKind;
  /** Empty in some rows. */
  readonly optional?: true;
}

/** `undefined` is an empty cell, which is not the same as an empty text. */
export type Cell = number | string | undefined;

/** How one kind of row stands in columns, whatever the format. */
export interface ColumnTable<Row> {
  readonly columns: readonly Column[];
  /** In the order of `columns`. */
  readonly cellsOf: (row: Row) => readonly Cell[];
  /** @param cells - in the order of `columns`, each of the type that its column holds */
  readonly rowOf: (cells: readonly Cell[]) => ParsedLine<Row>;
}

const wanted: Readonly<Record<CellKind, string>> = {
  count: "a whole number from 0",
  instant: "an instant in UTC such as 2020-01-01T00:00:00.013500Z",
  duration: "seconds in fixed notation such as 0.013500",
  text: "a text",
};

/** @param found - what stands there instead, fit for a message */
export function badCell({ name, holds }: Column, found: string): SkippedLine {
  return skipped(`${name} is ${found}, not ${wanted[holds]}`);
}

export function emptyCell(name: string): SkippedLine {
  return skipped(`${name} is empty`);
}
