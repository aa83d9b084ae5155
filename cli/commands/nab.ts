import type { Argv } from "yargs";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { chosenDetectors } from "../options/detectors.ts";
import {
  drillGroup,
  given,
  outputGroup,
  repeatableOnceAtLeast,
  reportOption,
  withExamples,
} from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { countdown } from "../output/progress.ts";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["nab NAB --detector conformal", "Score a detector on a checkout of NAB"],
    ["nab NAB --detector conformal --out NAB/results", "Also write its result files"],
  ])
    .positional("folder", {
      type: "string",
      demandOption: true,
      describe: "Checkout of the Numenta Anomaly Benchmark, or a folder with its data and labels",
    })
    .option("detector", {
      group: drillGroup,
      ...repeatableOnceAtLeast,
      describe: "Detector: NAME, NAME:key=value,key=value, or a path; repeatable",
    })
    .option("out", {
      group: outputGroup,
      type: "string",
      describe: "Folder for the result files, a folder for each detector",
      defaultDescription: "no files",
    })
    .option("report", reportOption);
}

/** `firedrill nab FOLDER --detector ...`: runs detectors over labelled series and scores them by the rules of NAB. */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { readNabFolder, runNab } = await import("../../harness/study/nab.ts");
  const { nabJson, nabText } = await import("../../report/study/nab.ts");
  const choices = await chosenDetectors(args.detector);
  const folder = await readNabFolder(args.folder);
  const { signal, release } = interruptSignal(io);
  const progress = countdown(io.stderr, "file", choices.length * folder.files.length);
  let done = 0;
  const onFile = (): void => progress.done((done += 1));
  try {
    const study = await runNab({
      folder,
      choices,
      signal,
      onFile,
      ...given({ resultsFolder: args.out }),
    });
    progress.clear();
    io.stdout.write(args.report === "json" ? nabJson(study) : nabText(study, io.paint));
    return exitCode.passed;
  } catch (error) {
    if (!signal.aborted) throw error;
    return exitCode.interrupted;
  } finally {
    progress.clear();
    release();
  }
}
