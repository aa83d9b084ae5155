import type { Severity } from "../domain/alert.ts";
import type { Within } from "../domain/scenario.ts";
import type { Scenario } from "../domain/sources.ts";
import type { IncidentVerdict } from "../domain/verdict.ts";
import type { JudgedDrill } from "../harness/drill/judge.ts";
import type { DetectorInput } from "../harness/drill/program.ts";
import { planProgram } from "../harness/drill/program.ts";
import { simulatedDrill } from "../harness/drill/simulated-drill.ts";
import { forbidExit } from "../harness/session/fence.ts";
import { ownCommand } from "../harness/world/own-module.ts";
import { plainPaint } from "../report/text/paint.ts";
import { textReport } from "../report/text/report.ts";

/** What `toDetect` takes. */
export interface ToDetectOptions {
  /** Affected observations (`10`) or a time (`"3s"`); default: what the scenario says, else the detector's window. */
  readonly within?: Within;
  readonly severity?: Severity;
  /** The first seed; default 1. */
  readonly seed?: number;
  /** How many seeds in a row; default 1. */
  readonly seeds?: number;
  /** Changes to the scenario: `attack.delayMs=80`, `onset=109`. */
  readonly set?: readonly string[];
}

/** What `toStayQuiet` takes. */
export type ToStayQuietOptions = Pick<ToDetectOptions, "seed" | "seeds" | "set">;

/** What became of an expectation. */
export interface Checked {
  readonly pass: boolean;
  /** For the person whose test failed; when the expectation was negated, for the person whose test should have. */
  readonly message: string;
  /** One for each detection in each drill. */
  readonly detections: readonly IncidentVerdict[];
}

/** Whether the detector passes the scenario's gates with every seed, and names nobody who is not there. */
export async function checkDetects(
  detector: DetectorInput,
  scenario: string | Scenario,
  options: ToDetectOptions,
): Promise<Checked> {
  const drills = await drillsOf(detector, scenario, options);
  const detections = drills.flatMap((drill) =>
    incidentsOf(drill).filter(({ outcome }) => outcome === "detected"),
  );
  const failed = drills.find((drill) => !drill.verdict.passed || incidentsOf(drill).length === 0);
  const bystander = drills.map(bystanderOf).find((subject) => subject !== undefined);
  if (failed !== undefined) return { pass: false, message: failureText(failed), detections };
  if (bystander !== undefined) return { pass: false, message: bystanderText(bystander), detections };
  return { pass: true, message: `Expected it not to, but:\n${reportOf(drills[0])}`, detections };
}

/** Whether the detector raises no false alarm with any seed. */
export async function checkStaysQuiet(
  detector: DetectorInput,
  scenario: string | Scenario,
  options: ToStayQuietOptions,
): Promise<Checked> {
  const drills = await drillsOf(detector, scenario, options);
  const noisy = drills.find(({ verdict }) =>
    verdict.detectors.some(({ falseAlarms, error }) => falseAlarms > 0 || error !== undefined),
  );
  if (noisy === undefined) {
    return { pass: true, message: `Expected a false alarm, but:\n${reportOf(drills[0])}`, detections: [] };
  }
  return {
    pass: false,
    message: `Expected silence where nothing is wrong, but:\n${reportOf(noisy)}`,
    detections: [],
  };
}

interface SeededDrill extends JudgedDrill {
  readonly command: string;
}

async function drillsOf(
  detector: DetectorInput,
  scenario: string | Scenario,
  { seed = 1, seeds = 1, ...options }: ToDetectOptions,
): Promise<readonly SeededDrill[]> {
  const plan = await planProgram(scenario, { ...options, detectors: [detector] });
  const drills: SeededDrill[] = [];
  const allowExit = forbidExit();
  try {
    for (let at = 0; at < seeds; at += 1) {
      const judged = await simulatedDrill({ ...plan, seed: seed + at });
      drills.push({
        ...judged,
        command: `${ownCommand} run ${plan.scenario.name} --seed ${seed + at} --detector ...`,
      });
    }
  } finally {
    allowExit();
  }
  return drills;
}

function incidentsOf({ verdict }: JudgedDrill): readonly IncidentVerdict[] {
  return verdict.detectors.flatMap(({ incidents }) => incidents);
}

/** A subject that an alert about an incident named although nothing there has that name. */
function bystanderOf({ trace }: JudgedDrill): string | undefined {
  for (const { episodes } of trace.detectors) {
    for (const { episode, incidents } of episodes) {
      const rightful = trace.incidents.filter(({ incident }) => incidents.includes(incident.id));
      const isKnown = rightful.some(({ incident }) => incident.subjects.includes(episode.subject ?? ""));
      if (episode.subject !== undefined && !isKnown) return episode.subject;
    }
  }
  return undefined;
}

function bystanderText(subject: string): string {
  return `The alert names "${subject}", but nothing in the scenario has that name. An alert about everything has no subject.`;
}

function failureText(drill: SeededDrill): string {
  if (incidentsOf(drill).length === 0 && drill.verdict.detectors.every(({ error }) => error === undefined))
    return `${drill.verdict.scenario} has no incident to detect; expect(...).toStayQuiet fits it.`;
  return `Expected every incident to be noticed in time, but:\n${reportOf(drill)}`;
}

function reportOf(drill: SeededDrill | undefined): string {
  return drill === undefined
    ? "no seed was asked for"
    : textReport({ ...drill, replayCommand: drill.command }, plainPaint);
}
