import { severityText } from "../../domain/alert.ts";
import { orderStatistic } from "../../domain/numbers/quantile.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import type { SuiteRow } from "../../domain/results/suite.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { DetectorVerdict, IncidentVerdict } from "../../domain/verdict.ts";
import type { Paint } from "../text/paint.ts";
import { durationText } from "../text/sentences.ts";

/** A cell, and how good that is. */
interface Cell {
  readonly text: string;
  readonly kind: "good" | "bad" | "plain";
}

/** The table of a suite, scenario by detector, and where no scenario was asked what it expects, what decides. Ends in a newline. */
export function suiteReport(suite: string, seed: number, rows: readonly SuiteRow[], paint: Paint): string {
  const columns = rows[0]?.columns ?? [];
  const severity = severityText(columns[0]?.severity ?? "error");
  const about = `Suite ${printable(suite)}, seed ${seed}, simulated: affected observations until ${severity}`;
  const lines = [paint.dim(about), "", ...tableLines(columns, rows, paint), ...decisionLines(rows)];
  return lines.map((line) => `${line}\n`).join("");
}

function decisionLines(rows: readonly SuiteRow[]): readonly string[] {
  if (rows.some(({ expected }) => expected !== undefined)) return [];
  const passed = rows.filter(({ columns }) => columns.every((one) => one.passed)).length;
  const asked = "a detector that you name must notice every incident in time, without a false alarm.";
  return ["", `${passed} of ${plural(rows.length, "scenario")} passed: ${asked}`];
}

function tableLines(
  detectors: readonly DetectorVerdict[],
  rows: readonly SuiteRow[],
  paint: Paint,
): readonly string[] {
  const expects = rows.some(({ expected }) => expected !== undefined) ? ["as expected"] : [];
  const head = ["", ...detectorLabels(detectors), ...expects].map(plainCell);
  const lines = [head, ...rows.map((row) => cellsOf(row))];
  const widths = head.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.text.length ?? 0)));
  return lines.map((cells) =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, paint))
      .join("  ")
      .trimEnd(),
  );
}

function cellsOf({ scenario, columns, expected }: SuiteRow): readonly Cell[] {
  return [
    plainCell(printable(scenario)),
    ...columns.map((verdict) => cellOf(verdict)),
    ...(expected === undefined ? [] : [expectedCell(expected)]),
  ];
}

function expectedCell(expected: readonly DetectorVerdict[]): Cell {
  const failed = detectorLabels(expected.filter(({ passed }) => !passed));
  return failed.length === 0
    ? { text: "yes", kind: "good" }
    : { text: `NO: ${failed.join(", ")}`, kind: "bad" };
}

/** What became of one scenario for one detector: its delay, or what went wrong, in words. */
export function cellText(verdict: DetectorVerdict): string {
  const { error, incidents, falseAlarms } = verdict;
  if (error !== undefined) return "ERROR";
  const outcomes =
    incidents.length > mostTold
      ? [summaryText(incidents)]
      : incidents.map((incident) => outcomeText(incident));
  const alarms = falseAlarms === 0 ? [] : [plural(falseAlarms, "false alarm")];
  const said = [...outcomes, ...alarms];
  return said.length === 0 ? "quiet" : said.join(", ");
}

/** Cells with more incidents are summed up. */
const mostTold = 6;

/** `55 of 56 in time, median 3`: what is missed or late counts as longer than any other delay. */
function summaryText(incidents: readonly IncidentVerdict[]): string {
  const inTime = incidents
    .flatMap(({ outcome, delayAffected }) => (outcome === "detected" ? [delayAffected ?? 0] : []))
    .toSorted((a, b) => a - b);
  const median = orderStatistic(inTime, 0.5, incidents.length);
  const delay = median === undefined ? "" : `, median ${median}`;
  return `${inTime.length} of ${incidents.length} in time${delay}`;
}

function outcomeText({ outcome, delayAffected = 0, delayMs = 0 }: IncidentVerdict): string {
  const delay = delayAffected === 0 ? durationText(delayMs) : String(delayAffected);
  switch (outcome) {
    case "detected":
      return delay;
    case "late":
      return `LATE ${delay}`;
    case "missed":
      return "MISSED";
    case "inconclusive":
      return "INCONCLUSIVE";
  }
}

function cellOf(verdict: DetectorVerdict): Cell {
  return { text: cellText(verdict), kind: verdict.passed ? "good" : "bad" };
}

function plainCell(text: string): Cell {
  return { text, kind: "plain" };
}

function padded({ text, kind }: Cell, width: number, paint: Paint): string {
  const rest = " ".repeat(width - text.length);
  switch (kind) {
    case "plain":
      return text + rest;
    case "good":
      return paint.green(text) + rest;
    case "bad":
      return paint.red(text) + rest;
  }
}
