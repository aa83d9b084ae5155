import type { Severity } from "../domain/alert.ts";
import type { Within } from "../domain/scenario.ts";
import type { Scenario } from "../domain/sources.ts";
import type { IncidentVerdict } from "../domain/verdict.ts";
import type { JudgedDrill } from "../harness/drill/judge.ts";
import { FiredrillError } from "../domain/error.ts";
import { shellWord } from "../domain/text/shell-word.ts";
import type { DrillPlan } from "../harness/drill/plan.ts";
import type { DetectorInput, DrillOptions } from "../harness/drill/program.ts";
import { planProgram } from "../harness/drill/program.ts";
import { simulatedDrill } from "../harness/drill/simulated-drill.ts";
import { forbidExit } from "../harness/session/fence.ts";
import { ownCommand } from "../harness/world/own-module.ts";
import { plainPaint } from "../report/text/paint.ts";
import { textReport } from "../report/text/report.ts";

/** Options of `toDetect`. */
export interface ToDetectOptions {
  /** Deadline in affected observations (`10`) or time (`"3s"`); default: the scenario's, else the detector's window. */
  readonly within?: Within;
  readonly severity?: Severity;
  /** First seed; default 1. */
  readonly seed?: number;
  /** Number of drills, with consecutive seeds; default 1. */
  readonly seeds?: number;
  /** Changes to the scenario: `attack.delayMs=80`, `onset=109`. */
  readonly set?: readonly string[];
}

/** Options of `toStayQuiet`. */
export type ToStayQuietOptions = Pick<ToDetectOptions, "seed" | "seeds" | "set">;

/** The result of an expectation. */
export interface Checked {
  readonly pass: boolean;
  /** Shown when the test fails: why it does not pass, or with `.not`, why it passes. */
  readonly message: string;
  /** All detections of all drills. */
  readonly detections: readonly IncidentVerdict[];
}

/** Passes if the detector passes the scenario's gates with every seed and names no unknown subject. */
export async function checkDetects(
  detector: DetectorInput,
  scenario: string | Scenario,
  options: ToDetectOptions,
): Promise<Checked> {
  const drills = await drillsOf(detector, scenario, options);
  const detections = drills.flatMap((drill) =>
    incidentsOf(drill).filter(({ outcome }) => outcome === "detected"),
  );
  const failed = drills.filter((drill) => !drill.verdict.passed || incidentsOf(drill).length === 0);
  const stranger = drills.map(unknownSubjectOf).find((subject) => subject !== undefined);
  const [first, ...others] = failed;
  if (first !== undefined)
    return { pass: false, message: failureText(first) + othersText(others), detections };
  if (stranger !== undefined) return { pass: false, message: unknownSubjectText(stranger), detections };
  return {
    pass: true,
    message: `Expected a failure, but the detector passed:\n${reportOf(drills[0])}`,
    detections,
  };
}

/** Passes if the detector raises no false alarm with any seed. */
export async function checkStaysQuiet(
  detector: DetectorInput,
  scenario: string | Scenario,
  options: ToStayQuietOptions,
): Promise<Checked> {
  const drills = await drillsOf(detector, scenario, options);
  const [noisy, ...others] = drills.filter(({ verdict }) =>
    verdict.detectors.some(({ falseAlarms, error }) => falseAlarms > 0 || error !== undefined),
  );
  if (noisy === undefined) {
    return {
      pass: true,
      message: `Expected a false alarm, but there was none:\n${reportOf(drills[0])}`,
      detections: [],
    };
  }
  return {
    pass: false,
    message: `Expected no false alarm, but:\n${reportOf(noisy)}${othersText(others)}`,
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
  const plan = await planned(scenario, { ...options, detectors: [detector] });
  const drills: SeededDrill[] = [];
  const allowExit = forbidExit();
  try {
    for (let at = 0; at < seeds; at += 1) {
      const judged = await simulatedDrill({ ...plan, seed: seed + at });
      drills.push({
        ...judged,
        command: commandFor(detector, scenario, { ...options, seed: seed + at }),
      });
    }
  } finally {
    allowExit();
  }
  return drills;
}

/** Vitest prints the message of an error alone, without the advice. */
async function planned(scenario: string | Scenario, options: DrillOptions): Promise<DrillPlan> {
  try {
    return await planProgram(scenario, options);
  } catch (error) {
    if (!(error instanceof FiredrillError)) throw error;
    throw new Error(`${error.message} ${error.advice}`, { cause: error });
  }
}

/** Replays a drill in a shell. A definition without a file has no name there: its path has to be filled in. */
function commandFor(
  detector: DetectorInput,
  scenario: string | Scenario,
  { seed = 1, set = [], within, severity }: ToDetectOptions,
): string {
  const spec = typeof detector === "string" ? detector : "./PATH-OF-ITS-MODULE.ts";
  return [
    `${ownCommand} run ${shellWord(typeof scenario === "string" ? scenario : scenario.name)} --seed ${seed}`,
    `--detector ${shellWord(spec)}`,
    ...set.map((setting) => `--set ${shellWord(setting)}`),
    ...(within === undefined ? [] : [`--within ${within}`]),
    ...(severity === undefined ? [] : [`--severity ${severity}`]),
  ].join(" ");
}

function othersText(others: readonly SeededDrill[]): string {
  if (others.length === 0) return "";
  const seeds = others.map(({ verdict }) => verdict.seed).join(", ");
  const lines = others.map(({ command }) => `  ${command}`);
  return `\n${others.length === 1 ? "It also fails with seed" : "It also fails with the seeds"} ${seeds}:\n${lines.join("\n")}\n`;
}

function incidentsOf({ verdict }: JudgedDrill): readonly IncidentVerdict[] {
  return verdict.detectors.flatMap(({ incidents }) => incidents);
}

/** The first subject of an alert about an incident that is no subject of that incident. */
function unknownSubjectOf({ trace }: JudgedDrill): string | undefined {
  for (const { episodes } of trace.detectors) {
    for (const { episode, incidents } of episodes) {
      const matched = trace.incidents.filter(({ incident }) => incidents.includes(incident.id));
      const isKnown = matched.some(({ incident }) => incident.subjects.includes(episode.subject ?? ""));
      if (episode.subject !== undefined && !isKnown) return episode.subject;
    }
  }
  return undefined;
}

function unknownSubjectText(subject: string): string {
  return `An alert names the subject "${subject}", which its incident does not have. Leave the subject out if the alert is about everything.`;
}

function failureText(drill: SeededDrill): string {
  if (incidentsOf(drill).length === 0 && drill.verdict.detectors.every(({ error }) => error === undefined))
    return `${drill.verdict.scenario} has no incident to detect. Use expect(...).toStayQuiet instead.`;
  return `Expected detection of every incident in time, but:\n${reportOf(drill)}`;
}

function reportOf(drill: SeededDrill | undefined): string {
  return drill === undefined
    ? "no drill was played, because seeds is below 1"
    : textReport({ ...drill, replayCommand: drill.command }, plainPaint);
}
