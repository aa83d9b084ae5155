import type { Argv } from "yargs";
import type { AmocCurve, AmocStudy } from "../../domain/results/amoc.ts";
import type { CrashedDetector } from "../../domain/results/statistics.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { checkedDrills, checkedJobs, checkedSeed } from "../options/checked.ts";
import { chosenDetectors, externalOptions, remoteWords } from "../options/detectors.ts";
import {
  drillGroup,
  firstSeedOption,
  jobsOption,
  onsetOption,
  outOption,
  outputGroup,
  repeatableOnceAtLeast,
  repeatGroup,
  reportOption,
  saveOption,
  scenarioArgument,
  withExamples,
} from "../options/options.ts";
import { curvesCommand } from "../options/replay-command.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { countdown } from "../output/progress.ts";
import { writeReport } from "../output/reports.ts";

export function options(yargs: Argv) {
  return externalOptions(ownOptions(yargs));
}

function ownOptions(yargs: Argv) {
  return withExamples(yargs, [
    ["amoc rapidly --detector knn", "Print the curve of one detector"],
    ["amoc slowly --detector knn --detector cusum --svg amoc.svg", "Plot two curves"],
  ])
    .positional("scenario", { ...scenarioArgument, demandOption: true })
    .option("detector", {
      group: drillGroup,
      ...repeatableOnceAtLeast,
      describe: "Detector: NAME, NAME:key=value,key=value, or a path; repeatable",
    })
    .option("repeat", {
      group: repeatGroup,
      type: "number",
      default: 100,
      describe: "Drills per threshold, a whole number from 1",
    })
    .option("seed", firstSeedOption)
    .option("onset", onsetOption)
    .option("jobs", jobsOption)
    .option("svg", {
      group: outputGroup,
      type: "string",
      describe: "Write the curves to this SVG file",
      defaultDescription: "no file",
    })
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", reportOption);
}

/**
 * `firedrill amoc SCENARIO --detector ...`: delay against false alarms, printed and kept in a run folder. After Ctrl-C only the
 * detectors that have finished have a curve.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { onset, svg, report, detector: detectors } = args;
  const drills = checkedDrills("repeat", args.repeat);
  const firstSeed = checkedSeed(args.seed);
  const jobs = checkedJobs(args.jobs);
  const { amocOf, amocSteps } = await import("../../harness/study/amoc.ts");
  const { amocFigure, amocJson, amocText } = await import("../../report/study/amoc.ts");
  const { figureFile } = await import("../../report/svg/svg.ts");
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const scenario = await loadOrFindScenario(args.scenario);
  const remote = remoteWords(args, detectors);
  const choices = await chosenDetectors(detectors, remote);
  const { signal, release } = interruptSignal(io);
  const progress = countdown(io.stderr, "setting", choices.length * amocSteps);
  const curves: AmocCurve[] = [];
  const crashed: CrashedDetector[] = [];
  let done = 0;
  const onSetting = (): void => progress.done((done += 1));
  try {
    for (const choice of choices) {
      const order = { scenario, choice, drills, firstSeed, onset, jobs, signal, onSetting };
      const result = await amocOf(order);
      curves.push(...result.curves);
      crashed.push(...result.crashed);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.clear();
    release();
  }
  const command = curvesCommand({
    scenario: args.scenario,
    seed: firstSeed,
    detectors,
    remote,
    drills,
    onset,
  });
  const study: AmocStudy = { scenario: scenario.name, firstSeed, drills, curves, crashed, command };
  const picture = figureFile(amocFigure(scenario.name, curves));
  io.stdout.write(report === "json" ? amocJson(study) : amocText(study, io.paint));
  if (svg !== undefined) writeReport(svg, picture);
  if (args.save && curves.length > 0) {
    const path = await keptIn(args.out, study, { "amoc-result.json": amocJson(study), "amoc.svg": picture });
    const out = report === "json" ? io.stderr : io.stdout;
    out.write(`\n${io.paint.dim("Saved")}   ${path} (report.html, amoc-result.json, amoc.svg)\n`);
  }
  if (signal.aborted) return exitCode.interrupted;
  return crashed.length > 0 ? exitCode.drillFailed : exitCode.passed;
}

/** Writes the page of the curves and other files. @returns the path of their folder. @throws FiredrillError OUT_NOT_WRITABLE */
async function keptIn(
  outDir: string,
  study: AmocStudy,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const { makeRunFolder } = await import("../../harness/files/run-folder.ts");
  const { wallNowMs } = await import("../../harness/clock/clock.ts");
  const { pageOfAmoc, reportName } = await import("../../harness/files/report-page.ts");
  const folder = makeRunFolder(outDir, `${study.scenario}-amoc`, study.firstSeed, wallNowMs());
  folder.writeText(reportName, [pageOfAmoc(study)]);
  for (const [name, text] of Object.entries(files)) folder.writeText(name, [text]);
  return folder.path;
}
