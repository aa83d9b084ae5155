/** Divides rows among columns of a picture: every column at least one row, in order, as evenly as can be. */
export interface Columns {
  /** Never more than there are rows. */
  readonly count: number;
  readonly rows: number;
}

/** @param width - how many columns there is room for, at least 1 */
export function columnsFor(rows: number, width: number): Columns {
  return { rows, count: Math.min(rows, Math.max(1, width)) };
}

/** The rows `[from, until)` of a column. */
export function rowsOf(
  { rows, count }: Columns,
  column: number,
): { readonly from: number; readonly until: number } {
  return {
    from: Math.floor((column * rows) / count),
    until: Math.floor(((column + 1) * rows) / count),
  };
}

/** The column that shows a row; rows beyond either end are shown by the outermost one. */
export function columnOf({ rows, count }: Columns, row: number): number {
  const inside = Math.min(Math.max(row, 0), rows - 1);
  return Math.ceil(((inside + 1) * count) / rows) - 1;
}
