import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import { plural } from "../../domain/text/printable.ts";
import type { SweepWords } from "../../harness/study/sweep-cell.ts";
import type { SweepOutcome, SweepProgress } from "../../harness/study/sweep.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import { surfaceLabels, sweepJson, sweepTable, sweepText } from "../../report/study/sweep.ts";
import type { Axis, CellResult, Sweep } from "../../domain/results/sweep.ts";
import { cellCount, crashedIn } from "../../domain/results/sweep.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { checkedDrills, checkedJobs, checkedSeed } from "../options/checked.ts";
import { detectorOption, externalOptions, remoteWords } from "../options/detectors.ts";
import {
  balanceOption,
  drillGroup,
  firstSeedOption,
  gateSeverityOption,
  given,
  jobsOption,
  onsetOption,
  outOption,
  repeatable,
  repeatGroup,
  reportOption,
  saveOption,
  scenarioArgument,
  shardOption,
  withExamples,
  withinOption,
} from "../options/options.ts";
import { shellWord } from "../../domain/text/shell-word.ts";
import { replayCommand, sweepCommand } from "../options/replay-command.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import type { Countdown } from "../output/progress.ts";
import { countdown } from "../output/progress.ts";

export type SweepArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return outputOptions(externalOptions(drillOptions(yargs)));
}

function drillOptions(yargs: Argv) {
  return withExamples(yargs, [
    ["sweep rapidly --vary attack.delayMs=15..500:log20", "Find the smallest delay that is noticed"],
    ["sweep rapidly --vary onset=90..119 --vary attack.delayMs=20,50", "Vary two settings"],
    ["sweep --resume runs/FOLDER", "Continue an interrupted sweep"],
  ])
    .positional("scenario", scenarioArgument)
    .option("vary", {
      group: repeatGroup,
      ...repeatable,
      describe: "Setting and values: onset=90..119, attack.delayMs=15..500:log20 or =20,50; at most twice",
    })
    .option("seeds", {
      group: repeatGroup,
      type: "number",
      default: 100,
      describe: "Drills per cell, a whole number from 1",
    })
    .option("seed", firstSeedOption)
    .option("detector", { ...detectorOption, defaultDescription: "the scenario's" })
    .option("set", {
      group: drillGroup,
      ...repeatable,
      describe: "Change to the scenario in every cell: attack.delayMs=80; repeatable",
    })
    .option("onset", {
      ...onsetOption,
      describe: "Incident start unless varied: drawn from the seed, or fixed (always fixed for logins)",
    })
    .option("within", withinOption)
    .option("severity", gateSeverityOption);
}

function outputOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("jobs", { ...jobsOption, describe: "Cells at once, a whole number from 1" })
    .option("shard", shardOption)
    .option("balance", balanceOption)
    .option("resume", {
      group: repeatGroup,
      type: "string",
      describe: "Run folder of an interrupted sweep to continue",
    })
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", reportOption);
}

const tableLimit = 60;

/**
 * `firedrill sweep SCENARIO --vary ...`: plays every cell of a grid and reports detection by fault size and onset. After
 * Ctrl-C the report covers the finished cells.
 */
export async function run(args: SweepArguments, io: Io): Promise<ExitCode> {
  const seeds = checkedDrills("seeds", args.seeds);
  const firstSeed = checkedSeed(args.seed);
  const jobs = checkedJobs(args.jobs);
  const { parseAxis } = await import("../../harness/study/sweep-cell.ts");
  const { resumeSweep, startSweep } = await import("../../harness/study/sweep.ts");
  const interrupt = interruptSignal(io);
  let progress: Countdown | undefined;
  const onProgress = ({ total, done }: SweepProgress): void => {
    progress ??= countdown(io.stderr, "cell", total, done);
    progress.done(done);
  };
  const control = { signal: interrupt.signal, onProgress, jobs };
  const outDir = args.save ? { outDir: args.out } : {};
  try {
    if (args.shard !== undefined) {
      const words = wordsOf({ ...args, seeds, firstSeed }, parseAxis);
      const { sweepShard } = await import("./sweep/shards.ts");
      return await sweepShard(args, words, control, io);
    }
    const outcome =
      args.resume === undefined
        ? await startSweep(wordsOf({ ...args, seeds, firstSeed }, parseAxis), { ...control, ...outDir })
        : await resumeSweep(args.resume, control);
    progress?.clear();
    return await reportSweep(args, outcome, io);
  } finally {
    progress?.clear();
    interrupt.release();
  }
}

type SweepRequest = SweepArguments & Pick<SweepWords, "seeds" | "firstSeed">;

function wordsOf(request: SweepRequest, parseAxis: (text: string) => Axis): SweepWords {
  const { scenario, vary, set: settings, detector: detectors, within, severity } = request;
  const { seeds, firstSeed, onset } = request;
  if (scenario === undefined) throw nothingToSweep("missing scenario");
  if (vary.length === 0) throw nothingToSweep("missing --vary");
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
    remote: remoteWords(request, detectors),
    ...given({ within, severity }),
  };
}

/** Prints the report and writes it to the folder of the sweep. @returns the exit code; an unfinished grid was interrupted */
export async function reportSweep(
  args: Pick<SweepArguments, "report">,
  outcome: SweepOutcome,
  io: Io,
): Promise<ExitCode> {
  const { words, scenario, gates, cells, folder } = outcome;
  const commandFor = (cell: CellResult, detector: number): string => cellCommand(words, cell, detector);
  const command = sweepCommand(words);
  const sweep: Sweep = { ...words, scenario: scenario.name, gates, cells, command, commandFor };
  const isFinished = cells.length === cellCount(words.axes);
  const finished = crashedIn(sweep).length > 0 ? exitCode.drillFailed : exitCode.passed;
  const end = isFinished ? finished : exitCode.interrupted;
  if (args.report === "json") io.stdout.write(sweepJson(sweep));
  else {
    io.stdout.write(sweepText(sweep, io.paint));
    if (cells.length <= tableLimit) io.stdout.write(`\n${sweepTable(sweep)}`);
    else if (folder === undefined)
      io.stdout.write(`\n${plural(cells.length, "cell")}: --report json prints them all.\n`);
  }
  if (folder === undefined) return end;
  const write = (name: string, text: string): void => folder.writeText(name, [text]);
  write("table.txt", sweepTable(sweep));
  write("sweep-result.json", sweepJson(sweep));
  const { heatMap } = await import("../../report/study/heat-map.ts");
  const { figureFile } = await import("../../report/svg/svg.ts");
  const maps = surfaceLabels(sweep).flatMap(
    ({ surface, label }) => heatMap(sweep, surface, `${scenario.name}: ${label}`) ?? [],
  );
  const { pageOfSweep, reportName } = await import("../../harness/files/report-page.ts");
  write(reportName, pageOfSweep(sweep));
  for (const [at, map] of maps.entries()) write(`heat-map-${at + 1}.svg`, figureFile(map));
  const drawn = maps.length === 0 ? "" : ", heat maps";
  const out = args.report === "json" ? io.stderr : io.stdout;
  out.write(
    `\n${io.paint.dim("Saved")}   ${folder.path} (report.html, table.txt, sweep-result.json${drawn})\n`,
  );
  if (end === exitCode.interrupted)
    out.write(`${io.paint.dim("Resume")}  ${ownCommand} sweep --resume ${shellWord(folder.path)}\n`);
  return end;
}

/** The command that replays the worst drill of a cell for a detector. */
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

function nothingToSweep(missing: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_TO_SWEEP",
    `Nothing to sweep: ${missing}.`,
    "Run firedrill sweep rapidly --vary attack.delayMs=15..500:log20, or continue with --resume FOLDER.",
  );
}

function tooManyAxes(axes: readonly Axis[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "TOO_MANY_AXES",
    `Cannot vary ${axes.map(({ target }) => target).join(", ")} together.`,
    "Pass --vary once, or twice with different settings.",
  );
}
