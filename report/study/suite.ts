import { severityText } from "../../domain/alert.ts";
import { orderStatistic } from "../../domain/numbers/quantile.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import type { Repeat, RepeatDemand, RepeatedDetector } from "../../domain/results/repeat.ts";
import type { DetectorStatistics } from "../../domain/results/statistics.ts";
import type { SuiteRow } from "../../domain/results/suite.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { DetectorVerdict, IncidentVerdict } from "../../domain/verdict.ts";
import type { Paint } from "../text/paint.ts";
import { durationText } from "../text/sentences.ts";
import { failedRepeatLines, labelsOf, replayLines, seedsText } from "./repeat.ts";
import { deadlineLines, numberText, ownDeadline, percentAtLeast } from "./words.ts";

/** A cell, and how good that is. */
export interface SuiteCell {
  readonly text: string;
  readonly kind: "good" | "bad" | "plain";
}

/** The table of a suite, scenario by detector, and where no scenario was asked what it expects, what decides. Ends in a newline. */
export function suiteReport(suite: string, seed: number, rows: readonly SuiteRow[], paint: Paint): string {
  const columns = rows[0]?.columns ?? [];
  const expects = rows.some(({ expected }) => expected !== undefined);
  const severity = severityText(columns[0]?.severity ?? "error");
  const about = `Suite ${printable(suite)}, seed ${seed}, simulated: affected observations until ${severity}`;
  const lines = [
    paint.dim(about),
    "",
    ...tableLines(
      headCells(detectorLabels(columns), expects),
      [...rows.map(cellsOf), ...totalRow(rows, expects)],
      paint,
    ),
    ...decisionLines(rows),
    ...deadlineLines(ownDeadlinesIn(rows)).flatMap((line) => ["", line]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Of the columns of a suite nothing but `--within` sets the deadline. */
function ownDeadlinesIn(rows: readonly SuiteRow[]): Parameters<typeof deadlineLines>[0] {
  const columns =
    rows.find(({ columns: some }) => some.every(({ incidents }) => incidents.length > 0))?.columns ?? [];
  const labels = detectorLabels(columns);
  return columns.flatMap(({ incidents: [first] }, at) =>
    first === undefined ? [] : [{ label: labels[at] ?? "", within: first.within, isDefault: true }],
  );
}

const required = "a detector that you name must notice every incident in time, without a false alarm";

function decisionLines(rows: readonly SuiteRow[]): readonly string[] {
  if (rows.some(({ expected }) => expected !== undefined)) return [];
  const passed = rows.filter(({ columns }) => columns.every((one) => one.passed)).length;
  return ["", `${passed} of ${plural(rows.length, "scenario")} passed: ${required}.`];
}

/** How a suite was repeated. */
interface RepeatedSuite {
  readonly suite: string;
  /** One for each scenario, at least one. */
  readonly repeats: readonly Repeat[];
  /** Runs all of it again. */
  readonly command: string;
  /** The folder with the verdict and the failed drills, if any is kept. */
  readonly savedTo?: string;
}

/** The table of a repeated suite, scenario by detector, and why scenarios failed. Ends in a newline. */
export function repeatedSuiteReport({ suite, repeats, ...replay }: RepeatedSuite, paint: Paint): string {
  const [first] = repeats;
  if (first === undefined) throw new RangeError("a suite has scenarios");
  const { about, head, rows, decision, deadlines } = repeatedSuiteTable(repeats);
  const paragraphs = [
    [paint.dim(`Suite ${printable(suite)}, ${seedsText(first)}, simulated: ${about}`)],
    [...tableLines(head, rows, paint)],
    decision,
    deadlines,
    ...repeats.filter(({ passed }) => !passed).map((repeat) => failedRepeatLines(repeat, paint)),
    replayLines(replay, paint),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

/** A repeated suite, scenario by detector. */
interface SuiteTable {
  /** What its cells tell. */
  readonly about: string;
  readonly head: readonly SuiteCell[];
  /** One for each scenario, and the totals where there are several. The first cell is the scenario. */
  readonly rows: readonly (readonly SuiteCell[])[];
  /** What decides, and how many scenarios passed; nothing where the scenarios say it themselves. */
  readonly decision: readonly string[];
  readonly deadlines: readonly string[];
}

/** @param repeats - one for each scenario, at least one */
export function repeatedSuiteTable(repeats: readonly Repeat[]): SuiteTable {
  const [first] = repeats;
  if (first === undefined) throw new RangeError("a suite has scenarios");
  const columns = tableOf(first);
  const severity = severityText(columns[0]?.statistics.gate.severity ?? "error");
  return {
    about: `incidents noticed in time, and the median of affected observations until ${severity}`,
    head: headCells(labelsOf(columns), first.alongside.length > 0),
    rows: [...repeats.map(repeatCells), ...repeatTotalRow(repeats)],
    decision: first.alongside.length > 0 ? [] : repeatDecision(repeats, first.demand),
    deadlines: repeatDeadlines(repeats),
  };
}

/** Of the first scenario in which every column had an incident to notice. */
function repeatDeadlines(repeats: readonly Repeat[]): readonly string[] {
  const judged = repeats
    .map(tableOf)
    .find((some) => some.every(({ statistics: { kinds } }) => kinds.length > 0));
  const labels = labelsOf(judged ?? []);
  return deadlineLines(
    (judged ?? []).flatMap(({ statistics: { gate } }, at) => ownDeadline(labels[at] ?? gate.detector, gate)),
  );
}

/** The detectors that have a column each: all that decide, where no others stand beside them. */
function tableOf({ detectors, alongside }: Repeat): readonly RepeatedDetector[] {
  return alongside.length > 0 ? alongside : detectors;
}

function repeatDecision(repeats: readonly Repeat[], demand: RepeatDemand): readonly string[] {
  const passed = repeats.filter((repeat) => repeat.passed).length;
  const often =
    demand.kind === "every-drill"
      ? ", in every drill"
      : `; required: proven for ${percentAtLeast(demand.atLeast)}`;
  return [`${passed} of ${plural(repeats.length, "scenario")} passed: ${required}${often}.`];
}

function repeatCells(repeat: Repeat): readonly SuiteCell[] {
  const columns = tableOf(repeat).map(({ statistics, passed }): SuiteCell => {
    return { text: statisticsText(statistics), kind: passed ? "good" : "bad" };
  });
  const expected = repeat.alongside.length > 0 ? [asExpectedCell(repeat)] : [];
  return [plainCell(printable(repeat.scenario)), ...columns, ...expected];
}

function asExpectedCell({ passed, detectors }: Repeat): SuiteCell {
  if (passed) return { text: "yes", kind: "good" };
  const labels = labelsOf(detectors);
  const failed = detectors.flatMap((one, at) => {
    const { error, passed: drillsPassed, drills } = one.statistics;
    if (one.passed) return [];
    return [`${labels[at] ?? ""} (${error === undefined ? `${drillsPassed} of ${drills} passed` : "ERROR"})`];
  });
  return { text: `NO: ${failed.join(", ")}`, kind: "bad" };
}

/** `20/20 3`: incidents of each kind noticed in time, and the median delay; `quiet` without incidents and alarms. */
function statisticsText({ error, kinds, falseAlarms: { falseAlarms } }: DetectorStatistics): string {
  if (error !== undefined) return "ERROR";
  const noticed = kinds.map(({ inTime, affected, ms }) => {
    const { value } = affected.p50;
    const delay = value === 0 ? durationText(ms.p50.value) : numberText(value);
    return `${inTime.successes}/${inTime.trials}${value === Infinity ? "" : ` ${delay}`}`;
  });
  const alarms = falseAlarms === 0 ? [] : [plural(falseAlarms, "false alarm")];
  const said = [...noticed, ...alarms];
  return said.length === 0 ? "quiet" : said.join(", ");
}

function headCells(labels: readonly string[], expects: boolean): readonly SuiteCell[] {
  return ["", ...labels, ...(expects ? ["as expected"] : [])].map(plainCell);
}

function tableLines(
  head: readonly SuiteCell[],
  rows: readonly (readonly SuiteCell[])[],
  paint: Paint,
): readonly string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.text.length ?? 0)));
  return lines.map((cells) =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, paint))
      .join("  ")
      .trimEnd(),
  );
}

function cellsOf({ scenario, columns, expected }: SuiteRow): readonly SuiteCell[] {
  return [
    plainCell(printable(scenario)),
    ...columns.map((verdict) => cellOf(verdict)),
    ...(expected === undefined ? [] : [expectedCell(expected)]),
  ];
}

/** What a column comes to; a suite of one scenario needs no sum. */
function totalRow(rows: readonly SuiteRow[], expects: boolean): readonly (readonly SuiteCell[])[] {
  if (rows.length < 2) return [];
  const totals = (rows[0]?.columns ?? []).map((_, at) => {
    const column = rows.flatMap(({ columns }) => columns[at] ?? []);
    const incidents = column.flatMap((verdict) => verdict.incidents);
    const inTime = incidents.filter(({ outcome }) => outcome === "detected").length;
    return totalCell(
      inTime,
      incidents.length,
      column.map(({ falseAlarms }) => falseAlarms),
      {
        errors: column.filter(({ error }) => error !== undefined).length,
      },
    );
  });
  const met = rows.filter(({ expected = [] }) => expected.every(({ passed }) => passed)).length;
  return [[plainCell("total"), ...totals, ...(expects ? [plainCell(`${met}/${rows.length}`)] : [])]];
}

function repeatTotalRow(repeats: readonly Repeat[]): readonly (readonly SuiteCell[])[] {
  const [first] = repeats;
  if (first === undefined || repeats.length < 2) return [];
  const totals = tableOf(first).map((_, at) => {
    const column = repeats.flatMap((repeat) => tableOf(repeat)[at]?.statistics ?? []);
    const kinds = column.flatMap((statistics) => statistics.kinds);
    return totalCell(
      kinds.reduce((sum, { inTime }) => sum + inTime.successes, 0),
      kinds.reduce((sum, { inTime }) => sum + inTime.trials, 0),
      column.map(({ falseAlarms }) => falseAlarms.falseAlarms),
      { errors: column.filter(({ error }) => error !== undefined).length },
    );
  });
  const met = repeats.filter(({ passed }) => passed).length;
  const expected = first.alongside.length > 0 ? [plainCell(`${met}/${repeats.length}`)] : [];
  return [[plainCell("total"), ...totals, ...expected]];
}

/** `55/60, 3 false alarms`: incidents noticed in time, of all. */
function totalCell(
  inTime: number,
  incidents: number,
  falseAlarms: readonly number[],
  { errors }: { readonly errors: number },
): SuiteCell {
  const alarms = falseAlarms.reduce((sum, count) => sum + count, 0);
  const said = [
    ...(incidents === 0 ? [] : [`${inTime}/${incidents}`]),
    ...(alarms === 0 ? [] : [plural(alarms, "false alarm")]),
    ...(errors === 0 ? [] : [plural(errors, "ERROR")]),
  ];
  return plainCell(said.length === 0 ? "quiet" : said.join(", "));
}

function expectedCell(expected: readonly DetectorVerdict[]): SuiteCell {
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

function cellOf(verdict: DetectorVerdict): SuiteCell {
  return { text: cellText(verdict), kind: verdict.passed ? "good" : "bad" };
}

function plainCell(text: string): SuiteCell {
  return { text, kind: "plain" };
}

function padded({ text, kind }: SuiteCell, width: number, paint: Paint): string {
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
