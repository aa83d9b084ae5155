import { writeFileSync } from "node:fs";
import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { SweepWords } from "../../harness/study/sweep-cell.ts";
import type { SweepOutcome, SweepProgress } from "../../harness/study/sweep.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import { surfaceLabels, sweepJson, sweepTable, sweepText } from "../../report/study/sweep.ts";
import type { Axis, CellResult, Sweep } from "../../domain/results/sweep.ts";
import { cellCount, crashedIn } from "../../domain/results/sweep.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { checkedDrills, checkedSeed } from "../options/checked.ts";
import {
  firstSeedOption,
  given,
  onsetOption,
  outOption,
  repeatable,
  reportOption,
  saveOption,
  severityOption,
  withinOption,
} from "../options/options.ts";
import { replayCommand, shellWord } from "../options/replay-command.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import type { Countdown } from "../output/progress.ts";
import { countdown } from "../output/progress.ts";

type SweepArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return outputOptions(drillOptions(yargs));
}

function drillOptions(yargs: Argv) {
  return yargs
    .positional("scenario", {
      type: "string",
      describe: "A name (see firedrill list), or the path of a file",
    })
    .option("vary", {
      ...repeatable,
      describe: "onset=90..119, attack.delayMs=15..500:log20, attack.delayMs=20,50; once or twice",
    })
    .option("seeds", { type: "number", default: 100, describe: "Drills in each cell" })
    .option("seed", firstSeedOption)
    .option("detector", {
      ...repeatable,
      describe: "NAME or NAME:key=value; default: those the scenario expects",
    })
    .option("set", { ...repeatable, describe: "Change the scenario in every cell: attack.delayMs=80" })
    .option("onset", {
      ...onsetOption,
      describe: "Where it is not varied: drawn from the seed, or as the scenario says (of logins always)",
    })
    .option("within", withinOption)
    .option("severity", severityOption);
}

function outputOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("threads", { type: "number", describe: "Default: one for each processor" })
    .option("resume", { type: "string", describe: "The run folder of a sweep that was interrupted" })
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", reportOption);
}

const tableLimit = 60;

/**
 * `firedrill sweep SCENARIO --vary ...`: how small may the fault be, and when is it noticed worst? Runs the grid and
 * reports as much of it as is done, also after Ctrl-C.
 */
export async function run(args: SweepArguments, io: Io): Promise<ExitCode> {
  const seeds = checkedDrills("--seeds", args.seeds);
  const firstSeed = checkedSeed(args.seed);
  const threads = args.threads === undefined ? undefined : checkedDrills("--threads", args.threads);
  const { parseAxis } = await import("../../harness/study/sweep-cell.ts");
  const { resumeSweep, startSweep } = await import("../../harness/study/sweep.ts");
  const interrupt = interruptSignal(io);
  let progress: Countdown | undefined;
  const onProgress = ({ total, done }: SweepProgress): void => {
    progress ??= countdown(io.stderr, "cell", total, done);
    progress.done(done);
  };
  const control = { signal: interrupt.signal, onProgress, ...given({ threads }) };
  const outDir = args.save ? { outDir: args.out } : {};
  try {
    const outcome =
      args.resume === undefined
        ? await startSweep(wordsOf({ ...args, seeds, firstSeed }, parseAxis), { ...control, ...outDir })
        : await resumeSweep(args.resume, control);
    progress?.clear();
    return await report(args, outcome, io);
  } finally {
    progress?.clear();
    interrupt.release();
  }
}

type SweepRequest = SweepArguments & Pick<SweepWords, "seeds" | "firstSeed">;

function wordsOf(request: SweepRequest, parseAxis: (text: string) => Axis): SweepWords {
  const { scenario, vary, set: settings, detector: detectors, within, severity } = request;
  const { seeds, firstSeed, onset } = request;
  if (scenario === undefined) throw nothingToSweep("no scenario is named");
  if (vary.length === 0) throw nothingToSweep("nothing is varied");
  const axes = vary.map(parseAxis);
  const isSame = new Set(axes.map(({ target }) => target)).size < axes.length;
  if (isSame || axes.length > 2) throw tooManyAxes(axes);
  return {
    scenario,
    settings,
    detectors,
    axes,
    firstSeed,
    seeds,
    onset,
    ...given({ within, severity }),
  };
}

/** Prints, and writes beside the cells what they come to. @returns the exit code: an unfinished grid was interrupted */
async function report(args: SweepArguments, outcome: SweepOutcome, io: Io): Promise<ExitCode> {
  const { words, scenario, gates, cells, folder } = outcome;
  const commandFor = (cell: CellResult, detector: number): string => cellCommand(words, cell, detector);
  const sweep: Sweep = { ...words, scenario: scenario.name, gates, cells, commandFor };
  const isWhole = cells.length === cellCount(words.axes);
  const whole = crashedIn(sweep).length > 0 ? exitCode.drillFailed : exitCode.passed;
  const end = isWhole ? whole : exitCode.interrupted;
  if (args.report === "json") io.stdout.write(sweepJson(sweep));
  else {
    io.stdout.write(sweepText(sweep, io.paint));
    if (cells.length <= tableLimit || folder === undefined) io.stdout.write(`\n${sweepTable(sweep)}`);
  }
  if (folder === undefined) return end;
  const write = (name: string, text: string): void => writeFileSync(folder.fileNamed(name), text);
  write("table.txt", sweepTable(sweep));
  write("sweep-result.json", sweepJson(sweep));
  const { heatMap } = await import("../../report/study/heat-map.ts");
  const maps = surfaceLabels(sweep).flatMap(
    ({ surface, label }) => heatMap(sweep, surface, `${scenario.name}: ${label}`) ?? [],
  );
  for (const [at, map] of maps.entries()) write(`heat-map-${at + 1}.svg`, map);
  const drawn = maps.length === 0 ? "" : ", heat maps";
  const out = args.report === "json" ? io.stderr : io.stdout;
  out.write(`\n${io.paint.dim("Saved")}   ${folder.path} (table.txt, sweep-result.json${drawn})\n`);
  if (end === exitCode.interrupted)
    out.write(`${io.paint.dim("Resume")}  ${ownCommand} sweep --resume ${shellWord(folder.path)}\n`);
  return end;
}

/** The drill of the cell that was worst for this detector, as one `run`. */
function cellCommand(words: SweepWords, cell: CellResult, detector: number): string {
  const { seed, settings } = cell.detectors[detector]?.worst ?? { seed: words.firstSeed, settings: [] };
  return replayCommand({
    ...words,
    settings: [...words.settings, ...cell.settings, ...settings],
    seed,
    clock: "virtual",
    logFormat: "csv",
  });
}

function nothingToSweep(what: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_TO_SWEEP",
    `There is nothing to sweep: ${what}.`,
    "Write firedrill sweep rapidly --vary attack.delayMs=15..500:log20, or go on with one: --resume FOLDER.",
  );
}

function tooManyAxes(axes: readonly Axis[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "TOO_MANY_AXES",
    `${axes.map(({ target }) => target).join(", ")} cannot be varied together.`,
    "Give --vary once or twice, each time about something else.",
  );
}
