import type { Argv } from "yargs";
import type { AmocCurve } from "../../domain/results/amoc.ts";
import type { CrashedDetector } from "../../domain/results/statistics.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { checkedDrills, checkedJobs, checkedSeed } from "../options/checked.ts";
import { chosenDetectors, externalOptions, remoteWords } from "../options/detectors.ts";
import {
  firstSeedOption,
  jobsOption,
  onsetOption,
  repeatableOnceAtLeast,
  reportOption,
  scenarioArgument,
  withExamples,
} from "../options/options.ts";
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
      ...repeatableOnceAtLeast,
      describe: "Detector: NAME, NAME:key=value,key=value, or a path; repeatable",
    })
    .option("repeat", {
      type: "number",
      default: 100,
      describe: "Drills per threshold, a whole number from 1",
    })
    .option("seed", firstSeedOption)
    .option("onset", onsetOption)
    .option("jobs", jobsOption)
    .option("svg", {
      type: "string",
      describe: "Write the curves to this SVG file",
      defaultDescription: "no file",
    })
    .option("report", reportOption);
}

/**
 * `firedrill amoc SCENARIO --detector ...`: delay against false alarms. After Ctrl-C only the detectors that have finished
 * have a curve.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { onset, svg, report } = args;
  const drills = checkedDrills("repeat", args.repeat);
  const firstSeed = checkedSeed(args.seed);
  const jobs = checkedJobs(args.jobs);
  const { amocOf, amocSteps } = await import("../../harness/study/amoc.ts");
  const { keepingPrograms } = await import("../../harness/session/definition.ts");
  const { amocJson, amocPicture, amocText } = await import("../../report/study/amoc.ts");
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const scenario = await loadOrFindScenario(args.scenario);
  const choices = await chosenDetectors(args.detector, remoteWords(args, args.detector));
  const { signal, release } = interruptSignal(io);
  const progress = countdown(io.stderr, "setting", choices.length * amocSteps);
  const curves: AmocCurve[] = [];
  const crashed: CrashedDetector[] = [];
  let done = 0;
  const onSetting = (): void => progress.done((done += 1));
  try {
    for (const choice of choices) {
      const order = { scenario, choice, drills, firstSeed, onset, jobs, signal, onSetting };
      const result = await keepingPrograms([choice.definition], () => amocOf(order));
      curves.push(...result.curves);
      crashed.push(...result.crashed);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.clear();
    release();
  }
  io.stdout.write(
    report === "json" ? amocJson(scenario.name, curves, crashed) : amocText(curves, crashed, io.paint),
  );
  if (svg !== undefined) writeReport(svg, amocPicture(scenario.name, curves));
  if (signal.aborted) return exitCode.interrupted;
  return crashed.length > 0 ? exitCode.drillFailed : exitCode.passed;
}
