/** One line of a table; its keys are the headings. Numbers are printed with three figures. */
export type Row = Readonly<Record<string, string | number>>;

/** One table of the benchmark. */
export interface Section {
  /** What it is asked for by: lower-case words and dashes. */
  readonly name: string;
  /** What was measured and in which unit; stands above the table. */
  readonly summary: string;
  /** Too long to be run with all the others: it must be asked for. */
  readonly runs?: "when asked";
  readonly run: () => Promise<readonly Row[]>;
}

/**
 * @param sorted - ascending
 * @param share - 0 is the smallest, 0.5 the median, 1 the largest
 * @returns the value that this share of the others do not exceed; 0 of nothing
 */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

/** The middle one of some values; 0 of nothing. */
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
