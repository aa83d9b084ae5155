import { yearNote } from "../../domain/time/instant.ts";
import type { Observation } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { ParsedLine, SkippedLine } from "./format.ts";
import { skipped } from "./format.ts";

/** What a column holds, and so how each format spells it. */
export type CellKind =
  /** A whole number from 0. */
  | "count"
  /** A number from 0, in fixed notation in the file. */
  | "number"
  /** Any number, in fixed notation in the file. */
  | "decimal"
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
  number: "a number from 0 in fixed notation such as 12.5",
  decimal: "a number in fixed notation such as -12.5",
  instant: "an instant in UTC such as 2020-01-01T00:00:00.013500Z",
  duration: "seconds in fixed notation such as 0.013500",
  text: "a text",
};

/** @param found - what stands there instead, fit for a message */
export function badCell({ name, holds }: Column, found: string): SkippedLine {
  const note = holds === "instant" ? yearNote(found) : "";
  return skipped(`${name} is ${found}, not ${wanted[holds]}${note}`);
}

export function emptyCell(name: string): SkippedLine {
  return skipped(`${name} is empty`);
}

/** What a labelled log adds behind the columns of the observed one. */
export const truthColumns: readonly Column[] = [
  { name: "mode", holds: "text" },
  { name: "incident", holds: "text", optional: true },
];

/** The columns of any log source with the truth behind them. */
export function labelledColumns<O extends Observation>(observed: ColumnTable<O>): ColumnTable<Labelled<O>> {
  const width = observed.columns.length;

  function cellsOf({ observation, truth }: Labelled<O>): readonly Cell[] {
    return [...observed.cellsOf(observation), truth.mode, truth.incident];
  }

  function rowOf(cells: readonly Cell[]): ParsedLine<Labelled<O>> {
    const parsed = observed.rowOf(cells.slice(0, width));
    if (parsed.kind !== "row") return parsed;
    const mode = cells[width];
    const incident = cells[width + 1];
    if (typeof mode !== "string") return emptyCell("mode");
    const truth = typeof incident === "string" ? { mode, incident } : { mode };
    return { kind: "row", row: { observation: parsed.row, truth } };
  }

  return { columns: [...observed.columns, ...truthColumns], cellsOf, rowOf };
}
