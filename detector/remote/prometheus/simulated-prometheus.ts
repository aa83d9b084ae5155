import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { plural } from "../../../domain/text/printable.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import type { FiringAlerts, AlertChange, Labels } from "./firing-alerts.ts";
import { firingAlerts } from "./firing-alerts.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import type { ValuesAt } from "./expression-values.ts";
import { goNumber } from "./expression-values.ts";
import type { TimingOffsets } from "./offsets.ts";
import { offsetGrid } from "./offsets.ts";
import { lookbackMs } from "./prediction.ts";
import { runPromtool } from "./program.ts";
import type { ScrapedLog, Series } from "../../source.ts";
import type { SeverityWords } from "../payload/words.ts";
import type { WrittenRules } from "./promtool-rules.ts";
import { exprForPromtool, readsClock, rulesForPromtool } from "./promtool-rules.ts";
import type { RuleGroup, RuleSet } from "./rules.ts";
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

/** How promtool is watched. */
export interface PromtoolWatch {
  /** Its time limit on `wall`; default: follows the work. */
  readonly limitMs?: number | undefined;
  readonly wall: Clock;
  /** Aborted to end it. */
  readonly signal?: AbortSignal | undefined;
  /** Called when it begins with one of the pairs of offsets, counted from 1. */
  readonly onOffset?: ((offset: number) => void) | undefined;
}

/**
 * Evaluates the rules on this log with promtool, for each pair of offsets.
 * @param offsets - the only ones to evaluate; default: all of `offsetGrid`
 * @param evaluate - runs the tests; default: in a promtool of their own
 * @throws FiredrillError UNEQUAL_INTERVALS, PROMTOOL_TOO_SLOW, RULE_NOT_EVALUATED, ENGINE_FAILED, BAD_RULES
 */
export async function simulatePrometheus(
  log: ScrapedLog,
  settings: PrometheusSettings,
  watch: PromtoolWatch,
  offsets: readonly TimingOffsets[] = offsetGrid,
  evaluate: FiresOf = evaluateTests,
): Promise<SimulatedRun> {
  const groups = neededGroups(settings);
  const timetables = timetablesOf(log, settings, offsets);
  const tests = testsOf(log, settings, groups, timetables);
  const fires = await evaluate(tests, workOf(tests, groups, settings), watch);
  return timetables.map((timetable, at) => changesOf(fires[at] ?? [], timetable, settings.severities));
}

/** The alerts that promtool reports for each test. */
export type FiresOf = (
  tests: readonly PromtoolTest[],
  work: Work,
  watch: PromtoolWatch,
) => Promise<readonly (readonly Fire[])[]>;

/** Runs tests in one promtool. @throws FiredrillError as `simulatePrometheus` does */
export const evaluateTests: FiresOf = async (tests, work, watch) => {
  const fires = new Map<string, Fire[]>();
  for (const fire of firesIn(await promtoolOn(tests, work, watch))) pushed(fires, fire.name, fire);
  return tests.map((_, at) => fires.get(String(at)) ?? []);
};

/**
 * The values of expressions at each evaluation, for one of the pairs of offsets.
 * @param exprs - different ones
 * @throws FiredrillError as `simulatePrometheus` does
 */
export async function simulateValues(
  log: ScrapedLog,
  settings: PrometheusSettings,
  offset: number,
  exprs: readonly string[],
  watch: Omit<PromtoolWatch, "onOffset">,
): Promise<ReadonlyMap<string, readonly ValuesAt[]>> {
  const groups = neededGroups(settings);
  const timetables = timetablesOf(log, settings, offsetGrid.slice(offset, offset + 1));
  const [{ originMs, evaluationsMs } = { originMs: 0, evaluationsMs: [] }] = timetables;
  const asked = new Map(exprs.map((expr) => [exprForPromtool(expr, originMs), expr]));
  const [test] = testsOf(log, settings, groups, timetables, exprs);
  if (test === undefined) return new Map();
  const promql_expr_test = evaluationsMs.flatMap((atMs) =>
    [...asked.keys()].map((expr) => ({ expr, eval_time: formatDuration(atMs) })),
  );
  const tests = [{ ...test, group: { ...test.group, alert_rule_test: [], promql_expr_test } }];
  const output = await promtoolOn(tests, workOf(tests, groups, settings), watch);
  const found = new Map<string, ValuesAt[]>();
  for (const { expr, offsetMs, values } of valuesIn(output)) {
    const own = asked.get(expr) ?? expr;
    pushed(found, own, { atMs: originMs + offsetMs, values });
  }
  return found;
}

/**
 * The interval at which promtool, which has one for all groups, evaluates the groups that an alert needs.
 * @throws FiredrillError UNEQUAL_INTERVALS
 */
export function sharedIntervalMs(
  groups: readonly RuleGroup[],
  settings: Pick<PrometheusSettings, "evaluationMs">,
): number {
  const intervals = groups.map((group) => ({ group, everyMs: evaluationMsOf(group, settings) }));
  const [first, ...others] = intervals;
  if (first === undefined) return settings.evaluationMs;
  const other = others.find(({ everyMs }) => everyMs !== first.everyMs);
  if (other !== undefined) throw mistake.unequalIntervals(first, other);
  return first.everyMs;
}

function timetablesOf(
  log: ScrapedLog,
  settings: PrometheusSettings,
  offsets: readonly TimingOffsets[],
): readonly Timetable[] {
  const evaluationMs = sharedIntervalMs(neededGroups(settings), settings);
  return offsets.map((offset) => timetableOf(log, offset, { ...settings, evaluationMs }));
}

/** A file for promtool. */
export interface PromtoolTest {
  readonly rules: WrittenRules;
  readonly evaluationMs: number;
  readonly group: object;
  readonly seriesCount: number;
  readonly timetable: Timetable;
}

function testsOf(
  log: ScrapedLog,
  settings: PrometheusSettings,
  groups: readonly RuleGroup[],
  timetables: readonly Timetable[],
  exprs: readonly string[] = [],
): readonly PromtoolTest[] {
  const alertNames = [...new Set(settings.alerts.map(({ name }) => name))];
  const isRead = isReadBy(
    [...exprs, ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))].join("\n"),
  );
  const evaluationMs = sharedIntervalMs(groups, settings);
  const rulesFor = rulesByStart({ groups }, timetables);
  return timetables.map((timetable) => {
    const scrapes = log.scrapesAt(timetable.scrapesMs.map((offsetMs) => timetable.originMs + offsetMs));
    const series = scrapes.filter(isRead);
    return {
      rules: rulesFor(timetable),
      evaluationMs,
      group: testGroup(timetable, series, alertNames),
      seriesCount: series.length,
      timetable,
    };
  });
}

/** The rules that a promtool test needs. Rules that read the clock differ with the instant at which a test begins. */
function rulesByStart(
  set: Pick<RuleSet, "groups">,
  timetables: readonly Timetable[],
): (timetable: Timetable) => WrittenRules {
  const written = new Map<number, WrittenRules>();
  const isOnClock = readsClock(set);
  return ({ originMs }) => {
    const startMs = isOnClock ? originMs : (timetables[0]?.originMs ?? 0);
    const rules = written.get(startMs) ?? rulesForPromtool(set, startMs);
    written.set(startMs, rules);
    return rules;
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
  tests: readonly PromtoolTest[],
  work: Work,
  { limitMs = work.limitMs, wall, signal, onOffset }: PromtoolWatch,
): Promise<string> {
  const folder = makeTemporaryFolder("promtool");
  try {
    const rulesPaths = new Map<WrittenRules, string>();
    const paths = tests.map(({ rules, evaluationMs, group }, at) => {
      const rulesPath = rulesPaths.get(rules) ?? join(folder.path, `rules-${rulesPaths.size}.json`);
      if (!rulesPaths.has(rules)) writeFileSync(rulesPath, rules.text);
      rulesPaths.set(rules, rulesPath);
      const path = join(folder.path, `test-${at}.json`);
      const test = {
        rule_files: [rulesPath],
        evaluation_interval: formatDuration(evaluationMs),
        group_eval_order: rules.groupNames,
        tests: [{ name: String(at), ...group }],
      };
      writeFileSync(path, JSON.stringify(test));
      return path;
    });
    const run = await runPromtool(["test", "rules", ...paths], {
      limitMs,
      wall,
      signal,
      onText: offsetCounter(onOffset),
    });
    if (run === "late") throw mistake.promtoolTooSlow(limitMs, work.text);
    const { code, text } = run;
    const [, rule, time, reason] = failedLine.exec(text) ?? [];
    if (rule !== undefined) throw mistake.ruleFailed(rule, `${time ?? ""} into the test`, reason ?? "");
    if (code !== 0 && firesIn(text).length === 0 && valuesIn(text).length === 0)
      throw mistake.engineFailed("promtool", "rejected the generated test", text.trim());
    if (text.split(beginning).length <= paths.length)
      throw mistake.engineFailed("promtool", "did not run every test", text.trim());
    return text;
  } finally {
    folder.remove();
  }
}

/** Promtool names each file when it begins with it. */
const beginning = "Unit Testing:";

function offsetCounter(onOffset: PromtoolWatch["onOffset"]): (text: string) => void {
  let count = 0;
  let rest = "";
  return (text) => {
    const begun = (rest + text).split(beginning);
    rest = begun.at(-1)?.slice(1 - beginning.length) ?? "";
    if (begun.length === 1) return;
    count += begun.length - 1;
    onOffset?.(count);
  };
}

/** What promtool has to do. */
export interface Work {
  /** Generous: a busy machine takes a tenth of it. */
  readonly limitMs: number;
  /** In words. */
  readonly text: string;
}

const leastLimitMs = 30_000;
const loadMs = 0.005;
const ruleMs = 1;
const sampleMs = 0.002;

/** Promtool loads every series, and evaluates every rule over the samples in its window. */
function workOf(
  tests: readonly PromtoolTest[],
  groups: readonly RuleGroup[],
  { scrapeMs }: Pick<PrometheusSettings, "scrapeMs">,
): Work {
  const rules = groups.flatMap((group) => group.rules);
  const seriesCount = Math.max(0, ...tests.map((test) => test.seriesCount));
  const evaluations = tests.reduce((sum, { timetable }) => sum + timetable.evaluationsMs.length, 0);
  const slots = tests.reduce(
    (sum, { timetable }) => sum + (timetable.scrapesMs.at(-1) ?? 0) / timetable.slotMs,
    0,
  );
  const windows = rules.map(({ expr }) => Math.ceil(lookbackMs(expr) / scrapeMs));
  const perEvaluationMs = windows.reduce(
    (sum, scrapes) => sum + ruleMs + seriesCount * scrapes * sampleMs,
    0,
  );
  return {
    limitMs: Math.ceil(leastLimitMs + seriesCount * slots * loadMs + evaluations * perEvaluationMs),
    text: `${plural(rules.length, "rule")} over ${seriesCount} series at ${evaluations.toLocaleString("en-US")} instants`,
  };
}

function changesOf(
  fires: readonly Fire[],
  timetable: Timetable,
  severities: SeverityWords,
): readonly SimulatedChange[] {
  const { originMs, scrapesMs, evaluationsMs } = timetable;
  const firing = firingAlerts(severities);
  const byTime = new Map<number, Fire[]>();
  for (const fire of fires) pushed(byTime, fire.offsetMs, fire);
  let before: readonly Fire[] = [];
  return evaluationsMs.flatMap((evaluationMs) => {
    const now = byTime.get(evaluationMs) ?? [];
    if (now.length === 0 && before.length === 0) return [];
    const over = before.filter((fire) => !now.some((other) => idOf(other) === idOf(fire)));
    before = now;
    const atMs = originMs + evaluationMs;
    const scrapedMs = originMs + (scrapesMs.findLast((scrapeMs) => scrapeMs <= evaluationMs) ?? 0);
    return [...now.map(noted(firing, "firing")), ...over.map(noted(firing, "resolved"))].flatMap((change) =>
      change === undefined ? [] : [{ ...change, atMs, scrapedMs }],
    );
  });
}

function pushed<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
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
  { slotMs, scrapesMs, evaluationsMs }: Timetable,
  series: readonly Series[],
  alertNames: readonly string[],
): object {
  const missing = scrapesMs.map((atMs, at) => (atMs - (scrapesMs[at - 1] ?? -slotMs)) / slotMs - 1);
  return {
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
export interface Fire {
  /** The test's place among the tests. */
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

/** What promtool found for an expression. */
interface Found {
  readonly expr: string;
  /** From the origin of the timetable. */
  readonly offsetMs: number;
  readonly values: readonly number[];
}

const exprLine = /^ {4}expr: (".*"), time: (\w+),$/;
const gotLine = /^ {8}got: (.*)$/;

/** Reads the output of `promtool test rules` for expressions of which no result was expected. */
export function valuesIn(output: string): readonly Found[] {
  const found: Found[] = [];
  let expr = "";
  let offsetMs = 0;
  for (const line of output.split("\n")) {
    const [, quoted, time = ""] = exprLine.exec(line) ?? [];
    if (quoted !== undefined) {
      expr = unquoted(quoted);
      offsetMs = parseDuration(time) ?? 0;
    }
    const got = gotLine.exec(line)?.[1];
    if (got === undefined || quoted !== undefined) continue;
    const values = [...got.matchAll(/\} ([-+]?(?:[\d.]+(?:E[-+]?\d+)?|Inf|NaN))(?=, |$)/g)];
    found.push({ expr, offsetMs, values: values.map(([, value = ""]) => goNumber(value)) });
  }
  return found;
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
