import type { Argv } from "yargs";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { checkedDrills, checkedJobs, checkedSeed, invalidNumber } from "../options/checked.ts";
import { confirmOption, detectorOption, externalOptions, remoteWords } from "../options/detectors.ts";
import {
  balanceOption,
  drillGroup,
  gateSeverityOption,
  given,
  jobsOption,
  logFormatOption,
  onsetOption,
  outOption,
  outputGroup,
  repeatGroup,
  saveOption,
  shardOption,
  scenarioArgument,
  seedOption,
  settingsOption,
  traceOption,
  verboseOption,
  withExamples,
  withinOption,
} from "../options/options.ts";
import { liveNotPossible, liveOptions, livePortIn } from "../options/live.ts";
import { reportRequests, reportsOption } from "../options/report-request.ts";
import { badCommandLine } from "../options/usage.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { FiredrillError } from "../../domain/error.ts";
import { shardReportFormat } from "../options/report-request.ts";
import type { RunRequest } from "./run/drills.ts";
import type { RepeatRequest } from "./run/repeats.ts";
import type { ShardRequest } from "./run/shards.ts";

type RunArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return outputOptions(externalOptions(repeatOptions(drillOptions(yargs))));
}

function drillOptions(yargs: Argv) {
  return withExamples(yargs, [
    ["run rapidly", "Play a scenario with the detectors it expects"],
    ["run rapidly slowly --detector knn:window=5", "Try a detector on two scenarios"],
    ["run rapidly --repeat 59 --confidence 0.95", "Prove a detection rate of 95 %"],
    ["run --suite blind", "Play all scenarios of a suite"],
  ])
    .positional("scenario", { ...scenarioArgument, array: true, defaultDescription: "none" })
    .option("suite", {
      type: "string",
      describe: "Suite to simulate instead of scenarios (see firedrill list)",
      group: drillGroup,
    })
    .option("detector", {
      ...detectorOption,
      defaultDescription: "those the scenario expects, with --suite all",
    })
    .option("confirm", confirmOption)
    .option("set", settingsOption)
    .option("clock", {
      type: "string",
      default: "virtual",
      describe: "Clock: virtual (time jumps), real, or scaled:N (N times faster, N at most 1000)",
      group: drillGroup,
    })
    .option("trace", traceOption)
    .option("seed", seedOption)
    .option("within", withinOption)
    .option("severity", gateSeverityOption);
}

function repeatOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("repeat", {
      type: "number",
      describe: "Number of drills, 1 to 1000000, with consecutive seeds from --seed on",
      group: repeatGroup,
    })
    .option("onset", onsetOption)
    .option("jobs", jobsOption)
    .option("shard", shardOption)
    .option("balance", balanceOption)
    .option("confidence", {
      type: "number",
      describe: "Share of incidents to prove as detected, between 0 and 1 (0.95), with 95 % confidence",
      defaultDescription: "every drill must pass",
      group: repeatGroup,
    });
}

function outputOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", reportsOption)
    .option("verbose", {
      ...verboseOption,
      describe: "With --repeat, also show the floor of the delay and the efficiency of the detector",
    })
    .option("baseline", {
      type: "string",
      describe: "Earlier verdict.json: the run fails if a delay has grown",
      group: outputGroup,
    })
    .option("allow-slower", {
      type: "string",
      implies: "baseline",
      describe: "Growth to allow: affected observations (2), a share (10%) or time (250ms)",
      defaultDescription: "0",
      group: outputGroup,
    })
    .option("live", liveOptions.live)
    .option("live-port", liveOptions.livePort)
    .option("log-format", logFormatOption);
}

/** `firedrill run SCENARIO...`: plays scenarios and checks that detectors notice their incidents in time. */
export async function run(args: RunArguments, io: Io): Promise<ExitCode> {
  const request = requestOf(args, io);
  const repeat = repeatRequest(args);
  const isOne = args.suite === undefined && repeat === undefined && request.scenarios.length === 1;
  if (request.livePort !== undefined && !isOne)
    throw liveNotPossible("--live shows one drill.", "Name one scenario, without --suite and --repeat.");
  if (args.shard !== undefined) {
    const { runShard } = await import("./run/shards.ts");
    return runShard(request, await shardRequest(args, repeat, io), io);
  }
  if (args.suite !== undefined) {
    const { runSuite, runSuiteRepeats } = await import("./run/suite.ts");
    if (repeat === undefined) return runSuite(args.suite, request, io);
    return runSuiteRepeats(args.suite, request, repeat, io);
  }
  if (request.scenarios.length === 0)
    throw badCommandLine(
      "Missing argument: a scenario, or --suite.",
      "Try firedrill run rapidly, or see firedrill list.",
    );
  if (repeat === undefined) {
    const { runDrills } = await import("./run/drills.ts");
    return runDrills(request, io);
  }
  const { runRepeats } = await import("./run/repeats.ts");
  return runRepeats(request, repeat, io);
}

/** @throws FiredrillError BAD_SHARD */
async function shardRequest(
  { shard = "", balance = [], suite, scenario = [], save, out, report, baseline }: RunArguments,
  repeat: RepeatRequest | undefined,
  io: Io,
): Promise<ShardRequest> {
  const { badShard, parseShard } = await import("../../harness/study/shard.ts");
  if ((repeat === undefined && suite === undefined) || (scenario.length === 0 && suite === undefined))
    throw badShard(
      "--shard has nothing to deal out.",
      "Give it together with --suite, or a scenario and --repeat.",
    );
  if (!save || baseline !== undefined)
    throw badShard(
      `--shard cannot be combined with ${save ? "--baseline" : "--no-save"}.`,
      "A shard is kept for firedrill merge, which judges the whole.",
    );
  return {
    shard: parseShard(shard, io.env),
    balance,
    outDir: out,
    report: shardReportFormat(report),
    suite,
    repeat,
  };
}

function requestOf(args: RunArguments, io: Io): RunRequest {
  const { scenario, detector, set, clock, seed, within, severity, out, save, report, logFormat } = args;
  const { baseline, allowSlower = "0", repeat } = args;
  return {
    scenarios: scenario ?? [],
    detectors: detector,
    settings: set,
    clock,
    seed: checkedSeed(seed),
    ...given({ within, severity }),
    ...(save ? { outDir: out } : {}),
    remote: {
      ...remoteWords(args, repeat === undefined ? [] : detector),
      ...given({ confirm: args.confirm }),
      onListening: (url) => io.stderr.write(`Post alerts to ${url}\n`),
    },
    reports: reportRequests(report),
    ...given({ livePort: livePortIn(args) }),
    detail: args.verbose ? "all" : "usual",
    ...(baseline === undefined ? {} : { baseline: { path: baseline, allowSlower } }),
    logFormat,
    ...(args.trace ? { tracing: "traced" } : {}),
  };
}

/**
 * @returns undefined without `--repeat`
 * @throws FiredrillError BAD_REPEAT, BAD_CONFIDENCE
 */
function repeatRequest({ repeat, onset, confidence, jobs }: RunArguments): RepeatRequest | undefined {
  if (repeat !== undefined) checkedDrills("repeat", repeat);
  if (confidence !== undefined && !(confidence > 0 && confidence < 1)) {
    throw badConfidence(
      invalidNumber("confidence", confidence, "a share between 0 and 1"),
      "Pass a share such as --confidence 0.95.",
    );
  }
  if (confidence !== undefined && repeat === undefined) {
    throw badConfidence(
      "--confidence needs --repeat.",
      "Add --repeat 59 or more; 59 clean drills prove 0.95.",
    );
  }
  return repeat === undefined
    ? undefined
    : { drills: repeat, onset, jobs: checkedJobs(jobs), ...given({ confidence }) };
}

function badConfidence(message: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_CONFIDENCE", message, advice);
}
