import { clockKindOf, clockName, monotonicMs } from "../../../harness/clock/clock.ts";
import type { DetectorGate } from "../../../harness/drill/gates.ts";
import type { DrillPlan } from "../../../harness/drill/plan.ts";
import { planDrill } from "../../../harness/drill/plan.ts";
import type { OnsetChoice } from "../../../harness/study/onset.ts";
import { onsetRange } from "../../../harness/study/onset.ts";
import { KeptText } from "../../../harness/files/kept-text.ts";
import type { FolderRepeat, RecordedDrills, RepeatFolder } from "../../../harness/study/repeat.ts";
import { floorsOf, makeRepeatFolder, repeatInFolder } from "../../../harness/study/repeat.ts";
import { distributionCollector } from "../../../score/study/distribution.ts";
import type { DelayDistribution } from "../../../domain/results/document.ts";
import type { Durations } from "../../../harness/study/shard.ts";
import { writeDurations } from "../../../harness/study/shard-folder.ts";
import type { Verdict } from "../../../domain/verdict.ts";
import { repeatAnnotations } from "../../../report/github/annotations.ts";
import { repeatSummary } from "../../../report/github/step-summary.ts";
import { junitOfRepeats } from "../../../report/junit/junit.ts";
import type { FinishedRepeat } from "../../../report/junit/test-cases.ts";
import type { WrittenRepeat } from "../../../report/study/repeat.ts";
import { drillJson, repeatDocument, repeatJson, repeatText } from "../../../report/study/repeat.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import type { DetectorStatistics, DrillReference } from "../../../domain/results/statistics.ts";
import type { Repeat, RepeatDemand, RepeatedDetector } from "../../../domain/results/repeat.ts";
import { meets } from "../../../domain/results/repeat.ts";
import { given } from "../../options/options.ts";
import { replayCommand, replaySuiteCommand } from "../../options/replay-command.ts";
import { interruptSignal } from "../../interrupt.ts";
import type { Io } from "../../io.ts";
import { openBaseline } from "./baseline.ts";
import { countdown } from "../../output/progress.ts";
import type { ExitCode } from "../../output/exit-code.ts";
import { exitCode } from "../../output/exit-code.ts";
import { printEach, textOutput } from "../../output/reports.ts";
import { checkTracing } from "./drills.ts";
import type { RunRequest } from "./drills.ts";

/** `--repeat`, `--onset` and `--confidence`. */
export interface RepeatRequest {
  readonly drills: number;
  readonly onset: OnsetChoice;
  /** Drills at once. */
  readonly jobs: number;
  /** Share of incidents to prove as detected in time. Without it every drill must pass. */
  readonly confidence?: number;
}

/** A repeat whose drills were played in shards. */
export interface RepeatParts {
  /** @param at - place of the scenario */
  readonly recordedFor?: (at: number) => RecordedDrills;
  readonly durations?: Durations;
}

/** Repeats one scenario after another and reports each. All input is checked before the first drill starts. */
export async function runRepeats(
  request: RunRequest,
  repeat: RepeatRequest & RepeatParts,
  io: Io,
): Promise<ExitCode> {
  clockKindOf(request.clock);
  const plans: DrillPlan[] = [];
  for (const scenario of request.scenarios) plans.push(await planDrill({ ...request, scenario }));
  checkTracing(request, plans);
  const baseline = request.baseline === undefined ? undefined : await openBaseline(request.baseline);
  const repeats: KeptRepeat[] = [];
  try {
    for (const [at, plan] of plans.entries()) {
      const scenario = request.scenarios[at] ?? plan.scenario.name;
      const folder = folderFor(request, plan.scenario.name);
      const parts = { ...plan, folder, ...given({ recorded: repeat.recordedFor?.(at) }) };
      const finished = await repeatOne({ ...request, scenario }, parts, repeat, io);
      repeats.push(finished);
      const { command } = finished.repeat;
      await writeRepeats(folder, { name: plan.scenario.name, command }, [finished], repeat.durations);
      printText(request, finished.repeat, at, io);
    }
    await printRepeats(request, repeats, () => repeats.map(({ picture }) => picture).join("\n"), io);
  } finally {
    for (const one of repeats) one.close();
  }
  const verdicts = repeats.flatMap((one) => one.verdicts);
  const isSlower = baseline?.compare(verdicts, request.reports, io) === "failed";
  const code = worst(repeats);
  return code === exitCode.passed && isSlower ? exitCode.gateFailed : code;
}

/**
 * Writes page, verdict and durations of repeats.
 * @param of - the scenario or the suite
 * @param durations - of the drills where they were played. Default: what they took here
 */
export async function writeRepeats(
  folder: RepeatFolder | undefined,
  of: { readonly name: string; /** Plays all of it again. */ readonly command: string },
  repeats: readonly KeptRepeat[],
  durations = durationsOf(repeats),
): Promise<void> {
  if (folder === undefined) return;
  const { pageOfRepeats, reportName } = await import("../../../harness/files/report-page.ts");
  folder.writeText(reportName, [pageOfRepeats(of.name, repeats, of.command)]);
  folder.writeText("verdict.json", repeatDocument(repeats));
  writeDurations(folder, durations);
}

/** A repeat, with its drills as far as reports need them. */
export interface KeptRepeat extends WrittenRepeat, FinishedRepeat {
  readonly delays: readonly DelayDistribution[];
  /** Filled only for a comparison with a baseline. */
  readonly verdicts: readonly Verdict[];
  /** To be called when no report reads `drills` any more. */
  readonly close: () => void;
}

/** What a drill took on average, by scenario. */
function durationsOf(repeats: readonly KeptRepeat[]): Durations {
  return new Map(
    repeats.map(({ repeat: { scenario, drills }, wallMs }) => [scenario, wallMs / Math.max(1, drills)]),
  );
}

/** @param name - of the scenario or the suite. @returns undefined with `--no-save`. @throws FiredrillError OUT_NOT_WRITABLE */
export function folderFor({ outDir, seed }: RunRequest, name: string): RepeatFolder | undefined {
  return outDir === undefined ? undefined : makeRepeatFolder(outDir, name, seed);
}

interface ScenarioRequest extends RunRequest {
  readonly scenario: string;
  /** Set if only the suite asks this of the detectors, and the scenario alone would ask something else. */
  readonly suite?: string;
}

interface RepeatPlan extends DrillPlan {
  /** Gates that do not decide. */
  readonly alongside?: readonly DetectorGate[];
  /** Where the first failed drills are kept. */
  readonly folder: RepeatFolder | undefined;
  readonly recorded?: RecordedDrills;
}

/** Repeats one scenario, with a progress line and Ctrl-C. */
export async function repeatOne(
  request: ScenarioRequest,
  { folder, recorded, ...plan }: RepeatPlan,
  asked: RepeatRequest,
  io: Io,
): Promise<KeptRepeat> {
  const clock = clockKindOf(request.clock);
  const onset = request.settings.some((setting) => setting.startsWith("onset=")) ? "fixed" : asked.onset;
  const seeds = Array.from({ length: asked.drills }, (_, at) => request.seed + at);
  const startedMs = monotonicMs();
  const interrupt = interruptSignal(io);
  const progress = countdown(io.stderr, "drill", asked.drills);
  const drills = new KeptText();
  try {
    const { signal } = interrupt;
    const delays = distributionCollector();
    const isWritten = isDocumented(request, folder?.path);
    const verdicts: Verdict[] = [];
    let [done, invalid] = [0, 0];
    const ran = await repeatInFolder({
      ...request,
      ...plan,
      clock,
      onset,
      seeds,
      jobs: asked.jobs,
      signal,
      ...given({ folder, recorded }),
      onDrill: (verdict) => {
        if (isWritten) drills.append(drillJson(verdict, done));
        if (request.baseline !== undefined) verdicts.push(verdict);
        delays.add(verdict);
        invalid += Number(isInvalid(verdict));
        progress.done((done += 1));
      },
    });
    const repeat = reported(request, plan, { ...asked, onset }, { ...ran, invalid, savedTo: folder?.path });
    return {
      repeat,
      drills: { [Symbol.iterator]: () => drills.pieces() },
      verdicts,
      delays: delays.finish(),
      picture: repeatText(repeat, plainPaint, request.detail),
      wallMs: monotonicMs() - startedMs,
      close: () => drills.close(),
    };
  } catch (error) {
    drills.close();
    throw error;
  } finally {
    progress.clear();
    interrupt.release();
  }
}

/** Whether anything holds all that is known of a repeat. @param folder - path of its run folder */
function isDocumented({ reports }: Pick<RunRequest, "reports">, folder: string | undefined): boolean {
  return folder !== undefined || reports.some(({ format }) => format === "json");
}

interface PlayedRepeat extends FolderRepeat {
  readonly invalid: number;
  /** Undefined with `--no-save`. */
  readonly savedTo: string | undefined;
}

function reported(
  request: ScenarioRequest,
  { scenario, gates }: DrillPlan,
  asked: RepeatRequest,
  { statistics, alongside, invalid, failed, failures, savedTo: folder }: PlayedRepeat,
): Repeat {
  const { drills, onset, confidence } = asked;
  const demand: RepeatDemand =
    confidence === undefined ? { kind: "every-drill" } : { kind: "share", atLeast: confidence };
  const judged = (one: DetectorStatistics, floors: RepeatedDetector["floors"]): RepeatedDetector => ({
    statistics: one,
    passed: meets(one, demand),
    floors,
  });
  // Computing a floor takes as long as a hundred drills.
  const isShown = request.detail === "all" || isDocumented(request, folder);
  const detectors = statistics.map((one) => judged(one, isShown ? floorsOf(scenario, one) : new Map()));
  return {
    scenario: scenario.name,
    clock: clockName(clockKindOf(request.clock)),
    firstSeed: request.seed,
    drills,
    onset: onsetRange(scenario, gates, onset),
    demand,
    passed: detectors.every(({ passed }) => passed) && invalid === 0,
    detectors,
    alongside: alongside.map((one) => judged(one, new Map())),
    invalid,
    failed,
    failures: failures.map(({ seed, settings, folder: savedTo }) => ({
      seed,
      settings,
      command: failedCommand(request, asked, { seed, settings }),
      ...(savedTo === undefined ? {} : { savedTo }),
    })),
    command: repeatCommand(firstCommand(request), asked),
    ...(folder === undefined ? {} : { savedTo: folder }),
  };
}

function firstCommand({ suite, ...request }: ScenarioRequest): string {
  return suite === undefined ? replayCommand(request) : replaySuiteCommand(suite, request);
}

/** Of a suite, all of its drills with this seed: `--repeat 1` draws the same onsets again. */
function failedCommand(
  request: ScenarioRequest,
  asked: RepeatRequest,
  { seed, settings }: DrillReference,
): string {
  if (request.suite !== undefined)
    return repeatCommand(firstCommand({ ...request, seed }), { drills: 1, onset: asked.onset });
  return replayCommand({ ...request, seed, settings: [...request.settings, ...settings] });
}

/** @param drill - the command that plays the first drill */
export function repeatCommand(
  drill: string,
  { drills, onset, confidence }: Omit<RepeatRequest, "jobs">,
): string {
  return [
    `${drill} --repeat ${drills}`,
    ...(onset === "fixed" ? ["--onset fixed"] : []),
    ...(confidence === undefined ? [] : [`--confidence ${confidence}`]),
  ].join(" ");
}

/** The drill or a detector in it could not be run or trusted. */
export function isInvalid({ error, detectors }: Verdict): boolean {
  return error !== undefined || detectors.some((one) => one.error !== undefined);
}

function isUnjudged({ statistics }: RepeatedDetector): boolean {
  return statistics.error !== undefined;
}

/** What could not be run or trusted says more than what failed. */
export function worst(repeats: readonly KeptRepeat[]): ExitCode {
  if (repeats.some(({ repeat }) => repeat.invalid > 0 || repeat.detectors.some(isUnjudged)))
    return exitCode.drillFailed;
  return repeats.every(({ repeat }) => repeat.passed) ? exitCode.passed : exitCode.gateFailed;
}

type Printing = Pick<RunRequest, "reports" | "detail">;

/** @param before - number of repeats before it; a blank line separates them */
function printText({ reports, detail }: Printing, repeat: Repeat, before: number, io: Io): void {
  const report = repeatText(repeat, io.paint, detail);
  textOutput(reports, io)?.write(before === 0 ? report : `\n${report}`);
}

/** Prints or writes the requested reports. @param text - the report for a person, without colors */
export async function printRepeats(
  { reports }: Pick<RunRequest, "reports">,
  repeats: readonly KeptRepeat[],
  text: () => string,
  io: Io,
): Promise<void> {
  await printEach(reports, io, {
    report: (format) => {
      switch (format) {
        case "text":
          return [text()];
        case "json":
          return repeatJson(repeats);
        case "junit":
          return [junitOfRepeats(repeats)];
        case "github":
          return [repeatAnnotations(repeats)];
      }
    },
    summary: (roomBytes) => repeatSummary(repeats, roomBytes),
  });
}
