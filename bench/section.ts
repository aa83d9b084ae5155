/** A row of a table. Its keys are the headings. Numbers are printed with three significant digits. */
export type Row = Readonly<Record<string, string | number>>;

/** A benchmark with its table. */
export interface Section {
  /** Lower-case words and dashes. */
  readonly name: string;
  /** What was measured and in which unit. Printed above the table. */
  readonly summary: string;
  /** Set for a slow section that runs only when named. */
  readonly runs?: "when asked";
  readonly run: () => Promise<readonly Row[]>;
}

/**
 * @param sorted - ascending
 * @param share - 0 gives the smallest value, 0.5 the median, 1 the largest
 * @returns 0 without values
 */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

/** The median, 0 without values. */
export function median(values: readonly number[]): number {
  return percentile(ascending(values), 0.5);
}

export function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((one, other) => one - other);
}

/** A Markdown table of rows with the same keys. */
export function tableOf(rows: readonly Row[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const body = rows.map((row) => headings.map((heading) => cellOf(row[heading] ?? "")));
  return [headings, headings.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellOf(value: string | number): string {
  if (typeof value === "string") return value;
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}
