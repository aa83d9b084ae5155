import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../../domain/clock.ts";
import type { Labels } from "./alert-book.ts";
import { alertBook } from "./alert-book.ts";
import type { AlertBook, Change } from "./alert-book.ts";
import { formatDuration } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import { phaseGrid } from "./phases.ts";
import { askPromtool } from "./program.ts";
import type { MetricsLog, Series } from "./series.ts";
import { evaluationMsOf } from "./settings.ts";
import type { PrometheusSettings } from "./settings.ts";
import { firesIn, testGroup, timetableOf } from "./unit-test.ts";
import type { Fire, Timetable } from "./unit-test.ts";

/** An episode begins or ends at an evaluation. */
export interface SimulatedChange extends Change {
  /** The evaluation. */
  readonly atMs: number;
  /** The last scrape that it saw. */
  readonly scrapedMs: number;
  readonly annotations: Labels;
}

/** What the alerts would have done, for each pair of phases in `phaseGrid`. */
export type SimulatedRun = readonly (readonly SimulatedChange[])[];

/**
 * Asks promtool what the alerts would have done with this log, for all pairs of phases at once.
 * @param limitMs - on `wall`
 * @throws FiredrillError ENGINE_FAILED, BAD_RULES
 */
export async function simulatePrometheus(
  log: MetricsLog,
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
  return phaseGrid.map((_, phase) =>
    runs.flatMap((run) => run[phase] ?? []).toSorted((a, b) => a.atMs - b.atMs),
  );
}

async function runWith(
  settings: PrometheusSettings,
  log: MetricsLog,
  limitMs: number,
  wall: Clock,
): Promise<SimulatedRun> {
  const timetables = phaseGrid.map((phase) => timetableOf(log, phase, settings));
  const output = await promtoolOn(testFile(settings, log, timetables), limitMs, wall);
  const fires = firesIn(output);
  return timetables.map((timetable, phase) =>
    changesOf(
      fires.filter(({ name }) => name === String(phase)),
      timetable,
    ),
  );
}

function testFile(settings: PrometheusSettings, log: MetricsLog, timetables: readonly Timetable[]): unknown {
  const { rules, alerts, evaluationMs } = settings;
  const alertNames = [...new Set(alerts.map(({ name }) => name))];
  return {
    rule_files: [rules.path],
    evaluation_interval: formatDuration(evaluationMs),
    tests: timetables.map((timetable, phase) => {
      const series = log.scrapesAt(timetable.scrapesMs.map((offsetMs) => timetable.originMs + offsetMs));
      return testGroup(String(phase), timetable, series.filter(isReadBy(rules.text)), alertNames);
    }),
  };
}

/** Leaves out what no rule asks for; promtool takes its time for every series. */
function isReadBy(rulesText: string): (series: Series) => boolean {
  if (rulesText.includes("__name__")) return () => true;
  return ({ name }) => rulesText.includes(name.slice(0, name.indexOf("{")));
}

async function promtoolOn(test: unknown, limitMs: number, wall: Clock): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-promtool-"));
  try {
    const path = join(folder, "test.json");
    writeFileSync(path, JSON.stringify(test));
    const { code, text } = await askPromtool(["test", "rules", path], limitMs, wall);
    if (code !== 0 && firesIn(text).length === 0)
      throw mistake.engineFailed("promtool", "did not take the test that was made for it", text.trim());
    return text;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changesOf(fires: readonly Fire[], timetable: Timetable): readonly SimulatedChange[] {
  const { originMs, scrapesMs, evaluationsMs } = timetable;
  const book = alertBook();
  let before: readonly Fire[] = [];
  return evaluationsMs.flatMap((evaluationMs) => {
    const now = fires.filter(({ offsetMs }) => offsetMs === evaluationMs);
    const over = before.filter((fire) => !now.some((other) => idOf(other) === idOf(fire)));
    before = now;
    const atMs = originMs + evaluationMs;
    const scrapedMs = originMs + (scrapesMs.findLast((scrapeMs) => scrapeMs <= evaluationMs) ?? 0);
    return [...now.map(noted(book, "firing")), ...over.map(noted(book, "resolved"))].flatMap((change) =>
      change === undefined ? [] : [{ ...change, atMs, scrapedMs }],
    );
  });
}

function noted(
  book: AlertBook,
  state: Change["state"],
): (fire: Fire) => (Change & Pick<SimulatedChange, "annotations">) | undefined {
  return ({ labels, annotations }) => {
    const change = book.note(labels, state);
    return change === undefined ? undefined : { ...change, annotations };
  };
}

function idOf({ labels }: Fire): string {
  return JSON.stringify(labels);
}
