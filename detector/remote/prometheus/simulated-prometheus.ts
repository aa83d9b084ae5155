import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../domain/time/clock.ts";
import type { FiringAlerts, AlertChange, Labels } from "./firing-alerts.ts";
import { firingAlerts } from "./firing-alerts.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import type { TimingOffsets } from "./offsets.ts";
import { offsetGrid } from "./offsets.ts";
import { runPromtool } from "./program.ts";
import type { ScrapedLog, Series } from "../../source.ts";
import type { SeverityWords } from "../payload/words.ts";
import type { WrittenRules } from "./promtool-rules.ts";
import { readsClock, rulesForPromtool } from "./promtool-rules.ts";
import type { RuleSet } from "./rules.ts";
import { neededGroups } from "./silent-rules.ts";
import type { PrometheusSettings } from "./settings.ts";
import { evaluationMsOf } from "./settings.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

/** The start or end of an episode at an evaluation. */
export interface SimulatedChange extends AlertChange {
  /** Time of the evaluation. */
  readonly atMs: number;
  /** Time of the last scrape before it. */
  readonly scrapedMs: number;
  readonly annotations: Labels;
}

/** The changes for each pair of offsets in `offsetGrid`. */
export type SimulatedRun = readonly (readonly SimulatedChange[])[];

/**
 * Evaluates the rules on this log with promtool, for all pairs of offsets at once.
 * @param limitMs - on `wall`
 * @throws FiredrillError ENGINE_FAILED, BAD_RULES
 */
export async function simulatePrometheus(
  log: ScrapedLog,
  settings: PrometheusSettings,
  limitMs: number,
  wall: Clock,
): Promise<SimulatedRun> {
  const intervals = new Set(settings.alerts.map((rule) => evaluationMsOf(rule, settings)));
  const runs: SimulatedRun[] = [];
  for (const evaluationMs of intervals) {
    const alerts = settings.alerts.filter((rule) => evaluationMsOf(rule, settings) === evaluationMs);
    runs.push(await runWith({ ...settings, alerts, evaluationMs }, log, limitMs, wall));
  }
  return offsetGrid.map((_, offset) =>
    runs.flatMap((run) => run[offset] ?? []).toSorted((a, b) => a.atMs - b.atMs),
  );
}

async function runWith(
  settings: PrometheusSettings,
  log: ScrapedLog,
  limitMs: number,
  wall: Clock,
): Promise<SimulatedRun> {
  const timetables = offsetGrid.map((offset) => timetableOf(log, offset, settings));
  const tests = rulesByStart({ groups: neededGroups(settings) }, timetables).map(({ rules, isFor }) => ({
    rules: rules.text,
    test: testFile(settings, log, rules, timetables, isFor),
  }));
  const output = await promtoolOn(tests, limitMs, wall);
  const fires = firesIn(output);
  return timetables.map((timetable, offset) =>
    changesOf(
      fires.filter(({ name }) => name === String(offset)),
      timetable,
      settings.severities,
    ),
  );
}

/** The rules that a promtool test needs. Rules that read the clock differ with the instant at which a test begins. */
function rulesByStart(
  set: Pick<RuleSet, "groups">,
  timetables: readonly Timetable[],
): readonly { readonly rules: WrittenRules; readonly isFor: (timetable: Timetable) => boolean }[] {
  const startsMs = [...new Set(timetables.map(({ originMs }) => originMs))];
  const [anyMs = 0] = startsMs;
  return readsClock(set)
    ? startsMs.map((startMs) => ({
        rules: rulesForPromtool(set, startMs),
        isFor: ({ originMs }) => originMs === startMs,
      }))
    : [{ rules: rulesForPromtool(set, anyMs), isFor: () => true }];
}

function testFile(
  settings: PrometheusSettings,
  log: ScrapedLog,
  { groupNames }: WrittenRules,
  timetables: readonly Timetable[],
  isFor: (timetable: Timetable) => boolean,
): object {
  const { rules, alerts, evaluationMs } = settings;
  const alertNames = [...new Set(alerts.map(({ name }) => name))];
  const isRead = isReadBy(rules.files.map(({ text }) => text).join("\n"));
  return {
    evaluation_interval: formatDuration(evaluationMs),
    group_eval_order: groupNames,
    tests: timetables.flatMap((timetable, offset) => {
      if (!isFor(timetable)) return [];
      const series = log.scrapesAt(timetable.scrapesMs.map((offsetMs) => timetable.originMs + offsetMs));
      return [testGroup(String(offset), timetable, series.filter(isRead), alertNames)];
    }),
  };
}

/** Leaves out series that no rule names, because promtool is slow with many series. */
function isReadBy(rulesText: string): (series: Series) => boolean {
  if (rulesText.includes("__name__")) return () => true;
  return ({ name }) => rulesText.includes(name.slice(0, name.indexOf("{")));
}

/** A test ends at the first rule that fails, whatever would fire later. */
const failedLine = /^ {4}rule: (.*), time: (\w+), err: (.*)$/m;

async function promtoolOn(
  tests: readonly { readonly rules: string; readonly test: object }[],
  limitMs: number,
  wall: Clock,
): Promise<string> {
  const folder = makeTemporaryFolder("promtool");
  try {
    const paths = tests.map(({ rules, test }, at) => {
      const rulesPath = join(folder.path, `rules-${at}.json`);
      const path = join(folder.path, `test-${at}.json`);
      writeFileSync(rulesPath, rules);
      writeFileSync(path, JSON.stringify({ rule_files: [rulesPath], ...test }));
      return path;
    });
    const { code, text } = await runPromtool(["test", "rules", ...paths], limitMs, wall);
    const [, rule, time, reason] = failedLine.exec(text) ?? [];
    if (rule !== undefined) throw mistake.ruleFailed(rule, `${time ?? ""} into the test`, reason ?? "");
    if (code !== 0 && firesIn(text).length === 0)
      throw mistake.engineFailed("promtool", "rejected the generated test", text.trim());
    return text;
  } finally {
    folder.remove();
  }
}

function changesOf(
  fires: readonly Fire[],
  timetable: Timetable,
  severities: SeverityWords,
): readonly SimulatedChange[] {
  const { originMs, scrapesMs, evaluationsMs } = timetable;
  const firing = firingAlerts(severities);
  let before: readonly Fire[] = [];
  return evaluationsMs.flatMap((evaluationMs) => {
    const now = fires.filter(({ offsetMs }) => offsetMs === evaluationMs);
    const over = before.filter((fire) => !now.some((other) => idOf(other) === idOf(fire)));
    before = now;
    const atMs = originMs + evaluationMs;
    const scrapedMs = originMs + (scrapesMs.findLast((scrapeMs) => scrapeMs <= evaluationMs) ?? 0);
    return [...now.map(noted(firing, "firing")), ...over.map(noted(firing, "resolved"))].flatMap((change) =>
      change === undefined ? [] : [{ ...change, atMs, scrapedMs }],
    );
  });
}

function noted(
  firing: FiringAlerts,
  state: AlertChange["state"],
): (fire: Fire) => (AlertChange & Pick<SimulatedChange, "annotations">) | undefined {
  return ({ labels, annotations }) => {
    const change = firing.note(labels, state);
    return change === undefined ? undefined : { ...change, annotations };
  };
}

function idOf({ labels }: Fire): string {
  return JSON.stringify(labels);
}

/** The scrapes and evaluations of one pair of offsets, in whole milliseconds from the origin. */
interface Timetable {
  /** The first instant of the test, on the drill's clock. */
  readonly originMs: number;
  /** Spacing of promtool's samples. Every scrape is at a multiple of it. */
  readonly slotMs: number;
  readonly scrapesMs: readonly number[];
  readonly evaluationsMs: readonly number[];
}

const leadIntervals = 2;
const slotsPerScrape = [20, 10, 5, 4, 2, 1] as const;

/**
 * Lays scrapes and evaluations over the log, with two empty scrapes before it, and one scrape and one evaluation
 * after it.
 */
export function timetableOf(
  log: Pick<ScrapedLog, "startMs" | "endMs">,
  { evaluation, scrape }: TimingOffsets,
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

/** A promtool test with the scraped series that expects no alert at any evaluation. */
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
      values: values
        .map((value, at) => `${gap(missing[at] ?? 0)}${value ?? absence(values[at - 1])}`)
        .join(" "),
    })),
    alert_rule_test: evaluationsMs.flatMap((atMs) =>
      alertNames.map((alertname) => ({ eval_time: formatDuration(atMs), alertname, exp_alerts: [] })),
    ),
  };
}

/** A scrape that no longer finds a series marks it as stale. */
function absence(before: number | undefined): string {
  return before === undefined ? "_" : "stale";
}

function gap(slots: number): string {
  return slots === 0 ? "" : `_x${slots} `;
}

/** An alert that promtool reports as firing. */
interface Fire {
  /** Name of the test. */
  readonly name: string;
  /** From the origin of its timetable. */
  readonly offsetMs: number;
  readonly labels: Labels;
  readonly annotations: Labels;
}

const headLine = /^ {4}name: (.*),$/;
const timeLine = /^ {4}alertname: .*, time: (\w+), *$/;
const labelsLine = /^ *Labels:\{(.*)\}$/;
const annotationsLine = /^ *Annotations:\{(.*)\},?$/;

/**
 * Reads the output of `promtool test rules`. The test expects no alerts, so each firing alert is reported as a
 * failure.
 */
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

/** Go quotes almost like JSON. Text that JSON cannot read is kept as it is. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
