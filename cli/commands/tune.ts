import type { Argv } from "yargs";
import type { HealthyTraffic, TunedDetector } from "../../harness/study/tune.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { printable } from "../../domain/text/printable.ts";
import { shellWord } from "../../domain/text/shell-word.ts";
import { badNumber, checkedJobs, checkedSeed } from "../options/checked.ts";
import { chosenDetector, externalOptions, remoteWords } from "../options/detectors.ts";
import {
  drillGroup,
  given,
  jobsOption,
  seedOption,
  severityOption,
  withExamples,
} from "../options/options.ts";
import { badCommandLine } from "../options/usage.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { redrawnLine } from "../output/progress.ts";

const goalGroup = "Goal:";

export function options(yargs: Argv) {
  return externalOptions(ownOptions(yargs));
}

function ownOptions(yargs: Argv) {
  return withExamples(yargs, [
    ["tune healthy.csv --detector knn --arl0 100000", "Allow one false alarm per 100,000 rows"],
    ["tune --scenario healthy --false-alarms 1/day --rate 1/s", "Allow one false alarm per day"],
    [
      'tune --scenario healthy --arl0 1000 --detector "cmd:python3 mine.py --limit {threshold:0.25}"',
      "Tune a program of yours",
    ],
  ])
    .positional("log", { type: "string", describe: "Log without incidents" })
    .option("scenario", {
      group: drillGroup,
      type: "string",
      describe: "Healthy traffic of this scenario instead of a log",
    })
    .option("detector", {
      group: drillGroup,
      type: "string",
      default: "guard",
      describe:
        "Detector to tune: NAME, NAME:key=value,key=value, cmd:COMMAND, prometheus:rules=FILE or a path",
    })
    .option("arl0", {
      group: goalGroup,
      type: "number",
      describe: "Target mean of rows per false alarm, 10 to 1e9",
    })
    .option("false-alarms", {
      group: goalGroup,
      type: "string",
      describe: "Target rate of false alarms instead of --arl0, with --rate: 1/week",
    })
    .option("rate", { group: goalGroup, type: "string", describe: "Rate of rows in production: 2/s" })
    .option("severity", {
      ...severityOption,
      default: "error" as const,
      describe: "Lowest severity that counts as a false alarm",
    })
    .option("block", {
      group: goalGroup,
      type: "number",
      describe: "Rows per block when the log is resampled; default: as many as its dependence requires",
    })
    .option("seed", seedOption)
    .option("jobs", {
      ...jobsOption,
      describe: "Logs at once where the detector is outside this process (cmd:..., prometheus:...)",
    });
}

const longestSpelled = 4000;

/** Wall time between two drawings of the progress line. */
const redrawMs = 200;

/**
 * `firedrill tune LOG --detector knn --arl0 1e5`: finds the thresholds for a rate of false alarms. Prints the detector with
 * its options, ready to paste, and its measured rate.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { log, scenario, detector, falseAlarms, rate, severity } = args;
  const block = args.block === undefined ? undefined : checkedBlock(args.block);
  const seed = checkedSeed(args.seed);
  const jobs = checkedJobs(args.jobs);
  const { formatDetectorSpec } = await import("../../detector/registry.ts");
  const { isRemote, specOf } = await import("../../harness/session/definition.ts");
  const { goalArl0, tuneDetector } = await import("../../harness/study/tune.ts");
  const arl0 = goalArl0(given({ arl0: args.arl0, falseAlarms, rate }));
  const traffic = trafficOf(log, scenario);
  const choice = await chosenDetector(detector, remoteWords(args, [detector]));
  const line = redrawnLine(io.stderr, { everyMs: redrawMs });
  const onProgress = (rows: number): void =>
    line.draw(() => `${figure(rows)} rows replayed, about ${figure(300 * arl0)} in total`.slice(0, 79));
  const order = { severity, ...given({ block }), seed, jobs, choice, traffic, arl0, onProgress };
  const tuned = await tuneDetector(order).finally(line.clear);
  const { definition } = choice;
  const isCommand = isRemote(definition) && definition.spec !== undefined;
  const label = /^[^:]*/.exec(detector)?.[0] ?? detector;
  const spec = isCommand
    ? specOf({ ...choice, options: tuned.options })
    : formatDetectorSpec(label, tuned.options);
  const spelled = isRemote(definition) ? (definition.spelled?.(tuned.options) ?? []) : [];
  const lines = [
    `--detector ${shellWord(spec)}`,
    ...spelled.map((text) => `  ${printable(text, longestSpelled)}`),
  ];
  io.stdout.write(`${lines.join("\n")}\n\n${factsOf(tuned, arl0)}\n`);
  return exitCode.passed;
}

/** Longer than any log that fits into memory. */
const longestBlock = 1_000_000_000;

/** @throws FiredrillError BAD_NUMBER */
function checkedBlock(block: number): number {
  if (Number.isInteger(block) && block >= 1 && block <= longestBlock) return block;
  throw badNumber(
    "block",
    block,
    `a whole number from 1 to ${longestBlock}`,
    "Leave it out: the length then follows from the dependence of the rows.",
  );
}

function trafficOf(log: string | undefined, scenario: string | undefined): HealthyTraffic {
  if (log !== undefined && scenario === undefined) return { kind: "log", path: log };
  if (log === undefined && scenario !== undefined) return { kind: "scenario", name: scenario };
  throw badCommandLine(
    log === undefined
      ? "Missing healthy traffic: a log or --scenario."
      : "A log and --scenario exclude each other.",
    "Run firedrill tune LOG --arl0 100000, or firedrill tune --scenario healthy --arl0 100000.",
  );
}

function factsOf(tuned: TunedDetector, goal: number): string {
  const { measured, healthyRows, replayed, block, rankAutocorrelation } = tuned;
  const { arl0, arl0AtLeast } = measured;
  const mean = arl0 === undefined ? "no false alarm" : `a false alarm in ${figure(arl0)}`;
  const facts = [
    `Goal: a false alarm in ${figure(goal)} healthy rows. Measured: ${mean}; one in at least ${figure(arl0AtLeast)}, with 95 % confidence.`,
    `Replayed ${figure(replayed)} rows, drawn from ${figure(healthyRows)} in blocks of ${figure(Math.min(block, healthyRows))}${dependenceText(rankAutocorrelation)}.`,
  ];
  const caution = `A log of ${figure(healthyRows)} rows cannot show what happens once in ${figure(goal)} rows, so the true rate may be higher.`;
  return [...facts, ...(healthyRows < goal ? [caution] : [])].join("\n");
}

function dependenceText(rankAutocorrelation: number | undefined): string {
  return rankAutocorrelation === undefined
    ? ""
    : ` (rank autocorrelation ${rankAutocorrelation.toFixed(2)} at lag 1)`;
}

function figure(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}
