import type { Observation } from "../domain/observation.ts";
import type { Labelled } from "../domain/truth.ts";
import type { Cell, Column, ColumnTable } from "./columns.ts";
import { emptyCell } from "./columns.ts";
import type { ParsedLine } from "./format.ts";

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
    const [mode, incident] = cells.slice(width);
    if (typeof mode !== "string") return emptyCell("mode");
    const truth = typeof incident === "string" ? { mode, incident } : { mode };
    return { kind: "row", row: { observation: parsed.row, truth } };
  }

  return { columns: [...observed.columns, ...truthColumns], cellsOf, rowOf };
}
