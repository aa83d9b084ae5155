import type { Argv } from "yargs";
import type { Scenario } from "../../domain/sources.ts";
import { rankingJson, rankingText } from "../../report/study/ranking.ts";
import { plural } from "../../domain/text/printable.ts";
import type { Comparison, CrashedInScenario, RankedRow } from "../../domain/results/ranking.ts";
import { replaysSentence, sharedDeadlines } from "../../report/study/words.ts";
import { sortColumns, sortedRows } from "../../score/study/ranking.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { checkedDrills, checkedJobs, checkedSeed } from "../options/checked.ts";
import { chosenDetectors, detectorOption, externalOptions, remoteWords } from "../options/detectors.ts";
import {
  firstSeedOption,
  gateSeverityOption,
  given,
  jobsOption,
  onsetOption,
  outputGroup,
  repeatGroup,
  reportOption,
  scenarioArgument,
  verboseOption,
  withExamples,
  withinOption,
} from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { countdown } from "../output/progress.ts";

type CompareArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return externalOptions(ownOptions(yargs));
}

function ownOptions(yargs: Argv) {
  return withExamples(yargs, [
    ["compare rapidly", "Rank all detectors that read such logs"],
    ["compare rapidly slowly --detector knn --detector cusum --sort p95", "Rank two detectors"],
  ])
    .positional("scenario", { ...scenarioArgument, array: true, demandOption: true, default: undefined })
    .option("detector", {
      ...detectorOption,
      defaultDescription: "all that read such logs",
    })
    .option("repeat", {
      group: repeatGroup,
      type: "number",
      default: 200,
      describe: "Drills per detector, a whole number from 1",
    })
    .option("seed", firstSeedOption)
    .option("onset", onsetOption)
    .option("jobs", jobsOption)
    .option("within", withinOption)
    .option("severity", gateSeverityOption)
    .option("sort", {
      group: outputGroup,
      choices: sortColumns,
      default: sortColumns[0],
      describe: "Column to sort by, best value first",
    })
    .option("report", reportOption)
    .option("verbose", verboseOption);
}

/**
 * `firedrill compare SCENARIO... --detector ...`: ranks detectors by delay, false alarms and cost. Each scenario has one
 * table per kind of incident, or one table if it has no incident.
 */
export async function run(args: CompareArguments, io: Io): Promise<ExitCode> {
  const { onset, within, severity } = args;
  const drills = checkedDrills("repeat", args.repeat);
  const jobs = checkedJobs(args.jobs);
  const order = { drills, firstSeed: checkedSeed(args.seed), onset, jobs, ...given({ within, severity }) };
  const { compareDetectors, withoutDiffering } = await import("../../harness/study/compare.ts");
  const { keepingPrograms } = await import("../../harness/session/definition.ts");
  const { detectorsFor } = await import("../../detector/registry.ts");
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const scenarios: Scenario[] = [];
  for (const name of args.scenario) scenarios.push(await loadOrFindScenario(name));
  const readers = detectorsFor(scenarios.map(({ source }) => source));
  const choices = await chosenDetectors(
    args.detector.length > 0 ? args.detector : readers.map(({ name }) => name),
    remoteWords(args, args.detector),
  );
  const { signal, release } = interruptSignal(io);
  const total = scenarios.length * choices.length;
  const progress = countdown(io.stderr, "detector", total);
  const rows: RankedRow[] = [];
  const crashed: CrashedInScenario[] = [];
  let measured: Comparison = { rows, crashed };
  let done = 0;
  const onDetector = (): void => progress.done((done += 1));
  try {
    const definitions = choices.map(({ definition }) => definition);
    const { differs } = await keepingPrograms(definitions, async () => {
      for (const scenario of scenarios) {
        const compared = await compareDetectors({ ...order, scenario, choices, signal, onDetector });
        rows.push(...compared.rows);
        crashed.push(...compared.crashed);
      }
    });
    measured = withoutDiffering(measured, { choices, drills }, differs);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.clear();
    release();
  }
  const comparison = { rows: sortedRows(measured.rows, args.sort), crashed: measured.crashed };
  io.stdout.write(args.report === "json" ? rankingJson(comparison) : tablesOf(comparison, drills, args, io));
  if (done < total) return exitCode.interrupted;
  return comparison.crashed.length > 0 ? exitCode.drillFailed : exitCode.passed;
}

function tablesOf(
  comparison: Comparison,
  drills: number,
  { verbose, sort }: Pick<CompareArguments, "verbose" | "sort">,
  { paint }: Io,
): string {
  const { rows } = comparison;
  const hasFloors = verbose || sort === "floor" || sort === "efficiency";
  const text = rankingText(comparison, paint, hasFloors ? "all" : "usual");
  if (rows.length === 0) return text;
  const delays = `Delays are means of ${plural(drills, "drill")}, in affected observations; a miss counts as the whole incident.`;
  const floors = hasFloors ? " Floors are for zero state, at each detector's own rate of false alarms." : "";
  const replays = replaysSentence(rows)
    .map((sentence) => ` ${sentence}.`)
    .join("");
  const isUnmeasured = rows.some(
    ({ nsPerObservation, disqualified }) => nsPerObservation === undefined && disqualified === undefined,
  );
  const unmeasured = isUnmeasured
    ? " For detectors outside this process the smallest fault and the time per observation are not measured."
    : "";
  const deadlines = sharedDeadlines(rows)
    .map((sentence) => ` ${sentence}`)
    .join("");
  const notes = rows.some(({ kind }) => kind !== undefined)
    ? delays + deadlines + floors
    : `False alarms in ${plural(drills, "drill")} without an incident.`;
  return `${text}\n${paint.dim(notes + replays + unmeasured)}\n`;
}
