import type { Labels } from "./alert-book.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import type { Phase } from "./phases.ts";
import type { MetricsLog, Series } from "./series.ts";

/** When promtool sees what, for one pair of phases. Offsets are whole milliseconds from the origin. */
export interface Timetable {
  /** The first instant of the test, on the drill's clock. */
  readonly originMs: number;
  /** The spacing of promtool's samples; scrapes fall on it. */
  readonly slotMs: number;
  readonly scrapesMs: readonly number[];
  readonly evaluationsMs: readonly number[];
}

const leadIntervals = 2;
const slotsPerScrape = [20, 10, 5, 4, 2, 1] as const;

/** Lays scrapes and evaluations over the log: two scrapes of silence before it, one scrape and evaluation after it. */
export function timetableOf(
  log: Pick<MetricsLog, "startMs" | "endMs">,
  { evaluation, scrape }: Phase,
  { scrapeMs, evaluationMs }: { readonly scrapeMs: number; readonly evaluationMs: number },
): Timetable {
  const slots = slotsPerScrape.find((count) => scrapeMs % count === 0) ?? 1;
  const slotMs = scrapeMs / slots;
  const leadMs = Math.ceil((leadIntervals * scrapeMs) / evaluationMs) * evaluationMs;
  const originMs = (log.startMs() ?? 0) - leadMs + Math.round(evaluation * evaluationMs);
  const lengthMs = log.endMs() - originMs + scrapeMs;
  return {
    originMs,
    slotMs,
    scrapesMs: every(scrapeMs, Math.floor(scrape * slots) * slotMs, lengthMs),
    evaluationsMs: every(evaluationMs, 0, lengthMs + evaluationMs),
  };
}

function every(intervalMs: number, fromMs: number, untilMs: number): readonly number[] {
  const count = Math.max(0, Math.ceil((untilMs - fromMs) / intervalMs));
  return Array.from({ length: count }, (_, at) => fromMs + at * intervalMs);
}

/** One test of promtool's: what was scraped, and that no alert fires at any evaluation. */
export function testGroup(
  name: string,
  { slotMs, scrapesMs, evaluationsMs }: Timetable,
  series: readonly Series[],
  alertNames: readonly string[],
): unknown {
  const missing = scrapesMs.map((atMs, at) => (atMs - (scrapesMs[at - 1] ?? -slotMs)) / slotMs - 1);
  return {
    name,
    interval: formatDuration(slotMs),
    input_series: series.map(({ name: seriesName, values }) => ({
      series: seriesName,
      values: values.map((value, at) => `${gap(missing[at] ?? 0)}${value}`).join(" "),
    })),
    alert_rule_test: evaluationsMs.flatMap((atMs) =>
      alertNames.map((alertname) => ({ eval_time: formatDuration(atMs), alertname, exp_alerts: [] })),
    ),
  };
}

function gap(slots: number): string {
  return slots === 0 ? "" : `_x${slots} `;
}

/** An alert that promtool found firing. */
export interface Fire {
  /** Of the test. */
  readonly name: string;
  /** Since the origin of its timetable. */
  readonly offsetMs: number;
  readonly labels: Labels;
  readonly annotations: Labels;
}

const headLine = /^ {4}name: (.*),$/;
const timeLine = /^ {4}alertname: .*, time: (\w+), *$/;
const labelsLine = /^ *Labels:\{(.*)\}$/;
const annotationsLine = /^ *Annotations:\{(.*)\},?$/;

/** Reads the complaints of `promtool test rules`: every alert is unexpected, so that each that fires is one. */
export function firesIn(output: string): readonly Fire[] {
  const fires: Fire[] = [];
  let name = "";
  let offsetMs = 0;
  let labels: Labels = {};
  for (const line of output.split("\n")) {
    name = headLine.exec(line)?.[1] ?? name;
    offsetMs = parseDuration(timeLine.exec(line)?.[1] ?? "") ?? offsetMs;
    const labelled = labelsLine.exec(line)?.[1];
    if (labelled !== undefined) labels = parseLabels(labelled);
    const annotated = annotationsLine.exec(line)?.[1];
    if (annotated !== undefined) fires.push({ name, offsetMs, labels, annotations: parseLabels(annotated) });
  }
  return fires;
}

function parseLabels(text: string): Labels {
  const pairs = text.matchAll(/([A-Za-z_][A-Za-z0-9_]*)=("(?:[^"\\]|\\.)*")/g);
  return Object.fromEntries([...pairs].map(([, key = "", quoted = ""]) => [key, unquoted(quoted)]));
}

/** Go and JSON quote nearly alike; what only Go knows is shown as it stands. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
