import type {
  Comparison,
  ComparisonRow,
  ComparisonStatus,
  Finding,
} from "../../domain/results/comparison.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { Paint } from "../text/paint.ts";
import { durationText } from "../text/sentences.ts";

/**
 * The comparison for a person: what it comes to, then a line for each finding, before -> after, in columns. Ends in a
 * newline.
 */
export function baselineReport(comparison: Comparison, paint: Paint): string {
  const cells = comparison.rows.map((row) => cellsOf(row, comparison.rows));
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((row) => (row[column] ?? "").length)));
  const lines = comparison.rows.map((row, at) => {
    const columns = widths.map((width, column) => (cells[at]?.[column] ?? "").padEnd(width));
    return `  ${columns.join("  ")}  ${painted(row, paint)}`;
  });
  return `${[headline(comparison, paint), ...lines].join("\n")}\n`;
}

function headline({ rows, compared, passed }: Comparison, paint: Paint): string {
  const word = paint.bold(passed ? paint.green("PASSED") : paint.red("FAILED"));
  if (compared === 0) return `${word}  against the baseline: nothing in it is like this run`;
  const worse = rows.filter((row) => !row.passed).length;
  const result = worse === 0 ? "nothing got worse than allowed" : `${worse} worse`;
  return `${word}  against the baseline: ${plural(compared, "finding")} compared, ${result}`;
}

function cellsOf(row: ComparisonRow, all: readonly ComparisonRow[]): readonly string[] {
  const { scenario, seed, detector, subject, before, after } = row;
  const isAgain = all.some((other) => other.scenario === scenario && other.seed !== seed);
  return [
    printable(scenario) + (isAgain ? ` (seed ${seed})` : ""),
    detector,
    printable(subject),
    `${findingText(before)} -> ${findingText(after)}`,
  ];
}

function findingText(finding: Finding | undefined): string {
  if (finding === undefined) return "nothing";
  switch (finding.kind) {
    case "false-alarms":
      return String(finding.count);
    case "incident": {
      const { outcome, delayAffected, delayMs } = finding.incident;
      if (delayAffected === undefined || delayMs === undefined) return outcome;
      const delay = `${plural(delayAffected, "observation")}, ${durationText(delayMs)}`;
      return outcome === "late" ? `late (${delay})` : delay;
    }
  }
}

const words: Readonly<Record<ComparisonStatus, string>> = {
  same: "same",
  faster: "faster",
  slower: "slower",
  "slower-allowed": "slower, as allowed",
  "now-detected": "now detected",
  "now-late": "now late",
  "now-missed": "now missed",
  "now-inconclusive": "now inconclusive",
  more: "more",
  fewer: "fewer",
  new: "new",
  gone: "gone",
};

function painted({ status, passed }: ComparisonRow, paint: Paint): string {
  const word = words[status];
  if (!passed) return paint.red(paint.bold(word));
  return status === "same" ? paint.dim(word) : word;
}
