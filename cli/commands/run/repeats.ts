import { FiredrillError } from "../../../domain/error.ts";
import { clockKindOf, clockName } from "../../../harness/clock/clock.ts";
import type { DrillPlan } from "../../../harness/drill/plan.ts";
import { planDrill } from "../../../harness/drill/plan.ts";
import type { OnsetChoice } from "../../../harness/study/onset.ts";
import { onsetRange } from "../../../harness/study/onset.ts";
import { KeptText } from "../../../harness/files/kept-text.ts";
import type { FolderRepeat } from "../../../harness/study/repeat.ts";
import { floorsOf, makeRepeatFolder, repeatInFolder } from "../../../harness/study/repeat.ts";
import type { Verdict } from "../../../domain/verdict.ts";
import type { WrittenRepeat } from "../../../report/study/repeat.ts";
import { drillJson, repeatDocument, repeatJson, repeatText } from "../../../report/study/repeat.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import type { Repeat, RepeatDemand } from "../../../domain/results/repeat.ts";
import { meets } from "../../../domain/results/repeat.ts";
import { replayCommand } from "../../options/replay-command.ts";
import type { ReportRequest } from "../../options/report-request.ts";
import { interruptSignal } from "../../interrupt.ts";
import type { Io } from "../../io.ts";
import { openBaseline } from "./baseline.ts";
import { countdown } from "../../output/progress.ts";
import type { ExitCode } from "../../output/exit-code.ts";
import { exitCode } from "../../output/exit-code.ts";
import { textOutput, writeReport } from "../../output/reports.ts";
import type { RunRequest } from "./drills.ts";

/** `--repeat`, `--onset` and `--confidence`. */
export interface RepeatRequest {
  readonly drills: number;
  readonly onset: OnsetChoice;
  /** Share of incidents to prove as detected in time. Without it every drill must pass. */
  readonly confidence?: number;
}

/** Repeats one scenario after another and reports each. All input is checked before the first drill starts. */
export async function runRepeats(request: RunRequest, repeat: RepeatRequest, io: Io): Promise<ExitCode> {
  checkReports(request.reports);
  clockKindOf(request.clock);
  const plans: DrillPlan[] = [];
  for (const scenario of request.scenarios) plans.push(await planDrill({ ...request, scenario }));
  const baseline = request.baseline === undefined ? undefined : await openBaseline(request.baseline);
  const repeats: KeptRepeat[] = [];
  for (const [at, plan] of plans.entries()) {
    const scenario = request.scenarios[at] ?? plan.scenario.name;
    const finished = await repeatOne({ ...request, scenario }, plan, repeat, io);
    repeats.push(finished);
    printText(request, finished.repeat, at, io);
  }
  printDocuments(request, repeats, io);
  const verdicts = repeats.flatMap((one) => one.verdicts);
  const isSlower = baseline?.compare(verdicts, request.reports, io) === "failed";
  const code = worst(repeats);
  return code === exitCode.passed && isSlower ? exitCode.gateFailed : code;
}

/** A repeat and as much of its drills as somebody asked for. */
interface KeptRepeat extends WrittenRepeat {
  /** Empty unless they are held against a baseline. */
  readonly verdicts: readonly Verdict[];
}

type ScenarioRequest = RunRequest & { readonly scenario: string };

async function repeatOne(
  request: ScenarioRequest,
  plan: DrillPlan,
  asked: RepeatRequest,
  io: Io,
): Promise<KeptRepeat> {
  const clock = clockKindOf(request.clock);
  const onset = request.settings.some((setting) => setting.startsWith("onset=")) ? "fixed" : asked.onset;
  const seeds = Array.from({ length: asked.drills }, (_, at) => request.seed + at);
  const interrupt = interruptSignal(io);
  const progress = countdown(io.stderr, "drill", asked.drills);
  try {
    const { signal } = interrupt;
    const { outDir } = request;
    const folder =
      outDir === undefined ? undefined : makeRepeatFolder(outDir, plan.scenario.name, request.seed);
    const drills = new KeptText();
    const isWritten = folder !== undefined || request.reports.some(({ format }) => format === "json");
    const verdicts: Verdict[] = [];
    let [done, invalid] = [0, 0];
    const ran = await repeatInFolder({
      ...request,
      ...plan,
      clock,
      onset,
      seeds,
      signal,
      ...(folder === undefined ? {} : { folder }),
      onDrill: (verdict) => {
        if (isWritten) drills.append(drillJson(verdict, done));
        if (request.baseline !== undefined) verdicts.push(verdict);
        invalid += Number(isInvalid(verdict));
        progress.done((done += 1));
      },
    });
    const repeat = reported(request, plan, { ...asked, onset }, { ...ran, invalid, savedTo: folder?.path });
    const kept = { repeat, drills: { [Symbol.iterator]: () => drills.pieces() }, verdicts };
    folder?.writeText("verdict.json", repeatDocument([kept]));
    return kept;
  } finally {
    progress.clear();
    interrupt.release();
  }
}

interface FinishedRepeat extends FolderRepeat {
  readonly invalid: number;
  /** Undefined with `--no-save`. */
  readonly savedTo: string | undefined;
}

function reported(
  request: ScenarioRequest,
  { scenario, gates }: DrillPlan,
  { drills, onset, confidence }: RepeatRequest,
  { statistics, invalid, failed, failures, savedTo: folder }: FinishedRepeat,
): Repeat {
  const demand: RepeatDemand =
    confidence === undefined ? { kind: "every-drill" } : { kind: "share", atLeast: confidence };
  const detectors = statistics.map((one) => ({
    statistics: one,
    passed: meets(one, demand),
    floors: floorsOf(scenario, one),
  }));
  return {
    scenario: scenario.name,
    clock: clockName(clockKindOf(request.clock)),
    firstSeed: request.seed,
    drills,
    onset: onsetRange(scenario, gates, onset),
    demand,
    passed: detectors.every(({ passed }) => passed) && invalid === 0,
    detectors,
    invalid,
    failed,
    failures: failures.map(({ seed, settings, folder: savedTo }) => ({
      seed,
      settings,
      command: replayCommand({ ...request, seed, settings: [...request.settings, ...settings] }),
      ...(savedTo === undefined ? {} : { savedTo }),
    })),
    command: [
      `${replayCommand(request)} --repeat ${drills}`,
      ...(onset === "fixed" ? ["--onset fixed"] : []),
      ...(confidence === undefined ? [] : [`--confidence ${confidence}`]),
    ].join(" "),
    ...(folder === undefined ? {} : { savedTo: folder }),
  };
}

/** The drill or a detector in it could not be run or trusted. */
function isInvalid({ error, detectors }: Verdict): boolean {
  return error !== undefined || detectors.some((one) => one.error !== undefined);
}

/** What could not be run or trusted says more than what failed. */
function worst(repeats: readonly KeptRepeat[]): ExitCode {
  if (repeats.some(({ repeat }) => repeat.invalid > 0)) return exitCode.drillFailed;
  return repeats.every(({ repeat }) => repeat.passed) ? exitCode.passed : exitCode.gateFailed;
}

type Printing = Pick<RunRequest, "reports" | "detail">;

/** @param before - number of repeats before it; a blank line separates them */
function printText({ reports, detail }: Printing, repeat: Repeat, before: number, io: Io): void {
  const report = repeatText(repeat, io.paint, detail);
  textOutput(reports, io)?.write(before === 0 ? report : `\n${report}`);
}

function printDocuments({ reports, detail }: Printing, repeats: readonly KeptRepeat[], io: Io): void {
  for (const { format, path } of reports) {
    if (format === "text" && path === undefined) continue;
    const report =
      format === "json"
        ? repeatJson(repeats)
        : [repeats.map(({ repeat }) => repeatText(repeat, plainPaint, detail)).join("\n")];
    if (path !== undefined) writeReport(path, report);
    else for (const piece of report) io.stdout.write(piece);
  }
}

function checkReports(requests: readonly ReportRequest[]): void {
  const single = requests.find(({ format }) => format === "junit" || format === "github");
  if (single === undefined) return;
  throw new FiredrillError(
    "usage",
    "REPORT_NEEDS_SINGLE_DRILL",
    `The report ${single.format} covers single drills, but --repeat plays many.`,
    "Use --report text or --report json.",
  );
}
