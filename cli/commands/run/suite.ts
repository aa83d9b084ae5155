import { FiredrillError } from "../../../domain/error.ts";
import { monotonicMs } from "../../../harness/clock/clock.ts";
import type { Kept } from "../../../harness/session/definition.ts";
import { keepingPrograms } from "../../../harness/session/definition.ts";
import { distrusted } from "../../../harness/study/repeat.ts";
import type { SuiteDrill, SuitePlan } from "../../../harness/study/suite.ts";
import { drillSuite, planSuite } from "../../../harness/study/suite.ts";
import { repeatedSuiteReport, suiteReport } from "../../../report/study/suite.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import type { Io } from "../../io.ts";
import { worstOf } from "../../output/exit-code.ts";
import type { ExitCode } from "../../output/exit-code.ts";
import { printReports, textOutput } from "../../output/reports.ts";
import { given } from "../../options/options.ts";
import { replayCommand, replaySuiteCommand } from "../../options/replay-command.ts";
import type { RunRequest } from "./drills.ts";
import { folderFor, printRepeats, repeatCommand, repeatOne, worst, writeRepeats } from "./repeats.ts";
import type { KeptRepeat, RepeatParts, RepeatRequest } from "./repeats.ts";

/** `firedrill run --suite NAME`: a table of scenarios and detectors. @throws FiredrillError SUITE_STANDS_ALONE */
export async function runSuite(suite: string, request: RunRequest, io: Io): Promise<ExitCode> {
  checkAlone(request);
  const startedMs = monotonicMs();
  const drills = await drillSuite({ ...request, suite });
  const wallMs = (monotonicMs() - startedMs) / drills.length;
  return reportSuite(suite, request, drills, wallMs, io);
}

/** Prints the table and the reports of a suite. @param wallMs - of each drill */
export async function reportSuite(
  suite: string,
  request: RunRequest,
  drills: readonly SuiteDrill[],
  wallMs: number,
  io: Io,
): Promise<ExitCode> {
  const rows = drills.map(({ row }) => row);
  textOutput(request.reports, io)?.write(suiteReport(suite, request.seed, rows, io.paint));
  await printReports(
    request.reports,
    drills.map(({ verdict, trace }) => ({
      verdict,
      result: { verdict, trace },
      command: replayCommand({ ...request, scenario: verdict.scenario }),
      wallMs,
    })),
    io,
  );
  return worstOf(drills.map(({ verdict }) => verdict));
}

/**
 * `firedrill run --suite NAME --repeat N`: a repeat of each scenario. The table's detectors run in the same drills, but only
 * what the scenarios expect decides, unless detectors are named.
 * @throws FiredrillError SUITE_STANDS_ALONE
 */
export async function runSuiteRepeats(
  suite: string,
  request: RunRequest,
  repeat: RepeatRequest & RepeatParts,
  io: Io,
): Promise<ExitCode> {
  checkAlone(request);
  const plans = await planSuite({ ...request, suite });
  const folder = folderFor(request, suite);
  const played: KeptRepeat[] = [];
  const definitions = plans.flatMap(({ gates }) => gates.map(({ definition }) => definition));
  try {
    const { differs } = await keepingPrograms(definitions, async () => {
      for (const [at, plan] of plans.entries()) {
        const scenario = plan.scenario.name;
        const one = request.detectors.length > 0 ? { ...request, scenario, suite } : { ...request, scenario };
        const recorded = repeat.recordedFor?.(at);
        played.push(await repeatOne(one, { ...plan, ...given({ recorded }), folder }, repeat, io));
      }
    });
    const repeats = played.map((one, at) => distrustedRepeat(one, plans[at]?.gates ?? [], differs));
    const command = repeatCommand(replaySuiteCommand(suite, request), repeat);
    await writeRepeats(folder, { name: suite, command }, repeats, repeat.durations);
    const repeated = {
      suite,
      repeats: repeats.map((one) => one.repeat),
      command,
      ...(folder === undefined ? {} : { savedTo: folder.path }),
    };
    textOutput(request.reports, io)?.write(repeatedSuiteReport(repeated, io.paint));
    await printRepeats(request, repeats, () => repeatedSuiteReport(repeated, plainPaint), io);
    return worst(repeats);
  } finally {
    for (const one of played) one.close();
  }
}

function distrustedRepeat(
  kept: KeptRepeat,
  gates: SuitePlan["gates"],
  differs: Kept<unknown>["differs"],
): KeptRepeat {
  const detectors = kept.repeat.detectors.map((one, at) => {
    const statistics = distrusted(one.statistics, differs, gates[at]?.definition);
    return { ...one, statistics, passed: one.passed && statistics.error === undefined };
  });
  const passed = kept.repeat.passed && detectors.every((one) => one.passed);
  return { ...kept, repeat: { ...kept.repeat, detectors, passed } };
}

/** @throws FiredrillError SUITE_STANDS_ALONE */
export function checkAlone({ scenarios, clock, tracing, settings, baseline }: RunRequest): void {
  const others = [
    ...(scenarios.length > 0 ? [`scenario ${scenarios.join(", ")}`] : []),
    ...(clock === "virtual" ? [] : [`--clock ${clock}`]),
    ...(tracing === undefined ? [] : ["--trace"]),
    ...(settings.length > 0 ? ["--set"] : []),
    ...(baseline === undefined ? [] : ["--baseline"]),
  ];
  if (others.length === 0) return;
  throw new FiredrillError(
    "usage",
    "SUITE_STANDS_ALONE",
    `--suite cannot be combined with ${others.join(" and ")}.`,
    "Leave that out, or name the scenarios instead of --suite.",
  );
}
