/**
 * Solves `matrix x = right` by Gaussian elimination with partial pivoting.
 * @param matrix - square, row by row, not singular
 */
export function solveLinear(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] {
  const rows = matrix.map((row, at) => Float64Array.from([...row, right[at] ?? 0]));
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    bringPivotUp(rows, column);
    for (let row = column + 1; row < size; row += 1) eliminate(rows, row, column);
  }
  const solution = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = rows[row]?.[size] ?? 0;
    for (let column = row + 1; column < size; column += 1)
      rest -= (rows[row]?.[column] ?? 0) * (solution[column] ?? 0);
    solution[row] = rest / (rows[row]?.[row] ?? Number.NaN);
  }
  return [...solution];
}

function bringPivotUp(rows: Float64Array[], column: number): void {
  let pivot = column;
  for (let row = column + 1; row < rows.length; row += 1) {
    if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
  }
  const [top, best] = [rows[column], rows[pivot]];
  if (top !== undefined && best !== undefined) [rows[column], rows[pivot]] = [best, top];
}

function eliminate(rows: readonly Float64Array[], row: number, column: number): void {
  const [target, source] = [rows[row], rows[column]];
  if (target === undefined || source === undefined) return;
  const factor = (target[column] ?? 0) / (source[column] ?? Number.NaN);
  for (let at = column; at < source.length; at += 1)
    target[at] = (target[at] ?? 0) - factor * (source[at] ?? 0);
}
