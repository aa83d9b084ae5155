import { writeFileSync } from "node:fs";
import pc from "picocolors";
import { FiredrillError } from "../../domain/error.ts";
import type { Axis, CellResult, Sweep } from "../../domain/results/sweep.ts";
import { cellCount } from "../../domain/results/sweep.ts";
import { defaultRemoteSettings } from "../../harness/session/remote-definitions.ts";
import type { SweepWords } from "../../harness/study/sweep-cell.ts";
import { parseAxis } from "../../harness/study/sweep-cell.ts";
import type { SweepOutcome, SweepProgress } from "../../harness/study/sweep.ts";
import { resumeSweep, startSweep } from "../../harness/study/sweep.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import { heatMap } from "../../report/study/heat-map.ts";
import { surfaceLabels, sweepJson, sweepTable, sweepText } from "../../report/study/sweep.ts";
import { replayCommand, shellWord } from "../options/replay-command.ts";
import type { Countdown } from "../output/countdown.ts";
import { countdownLine } from "../output/countdown.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";

/** `firedrill sweep` as parsed. */
export interface SweepRequest extends Omit<SweepWords, "scenario" | "axes"> {
  /** Absent only where there is something to resume. */
  readonly scenario?: string;
  readonly vary: readonly string[];
  readonly threads?: number;
  readonly resume?: string;
  readonly outDir?: string;
  readonly report: "text" | "json";
}

const tableLimit = 60;

/** Runs the grid and reports as much of it as is done, also after Ctrl-C. */
export async function sweepToReport(request: SweepRequest): Promise<ExitCode> {
  const interrupt = interruptSignal();
  let progress: Countdown | undefined;
  const onProgress = ({ total, done }: SweepProgress): void => {
    progress ??= countdownLine("cell", total, done);
    progress.done(done);
  };
  const threads = request.threads === undefined ? {} : { threads: request.threads };
  const control = { signal: interrupt.signal, onProgress, ...threads };
  try {
    const outcome =
      request.resume === undefined
        ? await startSweep(wordsOf(request), { ...control, ...outDirOf(request) })
        : await resumeSweep(request.resume, control);
    progress?.clear();
    report(request, outcome);
    return outcome.cells.length < cellCount(outcome.words.axes) ? exitCode.interrupted : exitCode.passed;
  } finally {
    progress?.clear();
    interrupt.release();
  }
}

function wordsOf({ scenario, vary, ...request }: SweepRequest): SweepWords {
  if (scenario === undefined) throw nothingToSweep("no scenario is named");
  if (vary.length === 0) throw nothingToSweep("nothing is varied");
  const axes = vary.map(parseAxis);
  const isSame = new Set(axes.map(({ target }) => target)).size < axes.length;
  if (isSame || axes.length > 2) throw tooManyAxes(axes);
  const { settings, detectors, within, severity, firstSeed, seeds, onset } = request;
  return {
    scenario,
    settings,
    detectors,
    axes,
    firstSeed,
    seeds,
    onset,
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function outDirOf({ outDir }: SweepRequest): Pick<SweepRequest, "outDir"> {
  return outDir === undefined ? {} : { outDir };
}

function report(request: SweepRequest, outcome: SweepOutcome): void {
  const { words, scenario, gates, cells, folder } = outcome;
  const commandFor = (cell: CellResult, detector: number): string => cellCommand(words, cell, detector);
  const sweep: Sweep = { ...words, scenario: scenario.name, gates, cells, commandFor };
  const colours = pc.createColors(pc.isColorSupported && process.stdout.isTTY);
  if (request.report === "json") process.stdout.write(sweepJson(sweep));
  else {
    process.stdout.write(sweepText(sweep, colours));
    if (cells.length <= tableLimit || folder === undefined) process.stdout.write(`\n${sweepTable(sweep)}`);
  }
  if (folder === undefined) return;
  const write = (name: string, text: string): void => writeFileSync(folder.fileNamed(name), text);
  write("table.txt", sweepTable(sweep));
  write("sweep-result.json", sweepJson(sweep));
  const maps = surfaceLabels(sweep).flatMap(
    ({ surface, label }) => heatMap(sweep, surface, `${scenario.name}: ${label}`) ?? [],
  );
  for (const [at, map] of maps.entries()) write(`heat-map-${at + 1}.svg`, map);
  const drawn = maps.length === 0 ? "" : ", heat maps";
  const out = request.report === "json" ? process.stderr : process.stdout;
  out.write(`\n${colours.dim("Saved")}   ${folder.path} (table.txt, sweep-result.json${drawn})\n`);
  if (cells.length < cellCount(words.axes)) {
    out.write(`${colours.dim("Resume")}  ${ownCommand} sweep --resume ${shellWord(folder.path)}\n`);
  }
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
    remote: defaultRemoteSettings,
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
