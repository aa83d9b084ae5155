import { isCommandWord } from "../../domain/text/printable.ts";

type Dye = (text: string) => string;

/** Colours for a terminal. */
export interface Paint {
  readonly bold: Dye;
  readonly dim: Dye;
  readonly red: Dye;
  readonly green: Dye;
  readonly yellow: Dye;
}

const plain: Dye = (text) => text;

/** No colours: for files and pipes. */
export const plainPaint: Paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain };

/** Rows as lines with their columns aligned; the last column is not padded. @param rows - the head first */
export function alignedRows(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/**
 * Breaks a sentence into lines between words. A word longer than a line stands alone and is not cut. A word that a CI
 * runner would obey as a command begins no line.
 * @param indent - put before every line but the first, and counted
 */
export function wrap(text: string, width: number, indent = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const room = width - (lines.length === 0 ? 0 : indent.length);
    if (line === "") line = word;
    else if (line.length + 1 + word.length <= room || isCommandWord(word)) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each, at) => (at === 0 ? each : indent + each));
}
