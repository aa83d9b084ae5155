import type { Argv } from "yargs";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { badNumber, checkedDrills, checkedSeed, givenNumber } from "../options/checked.ts";
import {
  given,
  logFormatOption,
  onsetOption,
  outOption,
  remoteDefaults,
  repeatable,
  saveOption,
  scenarioArgument,
  seedOption,
  severityOption,
  withinOption,
} from "../options/options.ts";
import { reportRequests, reportsOption } from "../options/report-request.ts";
import { UsageMistake } from "../options/usage.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { RunRequest } from "./run/drills.ts";
import type { RepeatRequest } from "./run/repeats.ts";

type RunArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return outputOptions(remoteOptions(repeatOptions(drillOptions(yargs))));
}

function drillOptions(yargs: Argv) {
  return yargs
    .positional("scenario", { ...scenarioArgument, array: true })
    .option("suite", {
      type: "string",
      describe: "All scenarios of a suite (see firedrill list), simulated, in one table",
    })
    .option("detector", {
      ...repeatable,
      describe: "NAME or NAME:key=value,key=value; default: those the scenario expects, with --suite all",
    })
    .option("set", { ...repeatable, describe: "Change the scenario: attack.delayMs=80, onset=109" })
    .option("clock", {
      type: "string",
      default: "virtual",
      describe: "virtual (time jumps), real, or scaled:N (N times faster)",
    })
    .option("seed", seedOption)
    .option("within", withinOption)
    .option("severity", severityOption);
}

function repeatOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("repeat", {
      type: "number",
      describe: "So many drills, with seeds from --seed on, and what they say",
    })
    .option("onset", {
      ...onsetOption,
      describe:
        "With --repeat: when the incident begins, drawn from the seed or as the scenario says (of logins always)",
    })
    .option("confidence", {
      type: "number",
      describe: "With --repeat: ask for this share of incidents in time, shown with 95 % confidence (0.95)",
    });
}

function remoteOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("feed", {
      choices: ["csv", "ndjson"] as const,
      default: remoteDefaults.feed,
      describe: "How rows are written to a command (cmd:...)",
    })
    .option("alert-pattern", {
      type: "string",
      describe: "Regular expression for a command's alerts, with named groups severity, at, subject",
    })
    .option("start-timeout", {
      type: "number",
      default: remoteDefaults.startTimeout,
      describe: "Seconds that a command may leave its input unread",
    })
    .option("phases", {
      choices: ["pinned", "sampled"] as const,
      default: remoteDefaults.phases,
      describe: "Prometheus: the same scrape and evaluation phases every time, or drawn from the seed",
    });
}

function outputOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", {
      ...reportsOption,
      describe: "text, json, junit or github; FORMAT=FILE writes a file",
    })
    .option("baseline", {
      type: "string",
      describe: "An earlier verdict.json: fail when a delay has grown",
    })
    .option("allow-slower", {
      type: "string",
      implies: "baseline",
      describe:
        "How much it may have grown: affected observations (2), a share (10%) or time (250ms); default: 0",
    })
    .option("log-format", { ...logFormatOption, describe: "How the saved log is spelled" });
}

/** `firedrill run SCENARIO...`: plays a fault and asks who noticed, and how fast. */
export async function run(args: RunArguments, io: Io): Promise<ExitCode> {
  const request = requestOf(args, io);
  const repeat = repeatRequest(args);
  if (args.suite !== undefined) {
    if (repeat !== undefined) throw new UsageMistake("--suite and --repeat do not go together.");
    const { runSuite } = await import("./run/suite.ts");
    return runSuite(args.suite, request, io);
  }
  if (request.scenarios.length === 0)
    throw new UsageMistake("An argument is missing: a scenario, or --suite.");
  if (repeat === undefined) {
    const { runDrills } = await import("./run/drills.ts");
    return runDrills(request, io);
  }
  const { runRepeats } = await import("./run/repeats.ts");
  return runRepeats(request, repeat, io);
}

function requestOf(args: RunArguments, io: Io): RunRequest {
  const { scenario, detector, set, clock, seed, within, severity, out, save, report, logFormat } = args;
  const { feed, alertPattern, startTimeout, phases, baseline, allowSlower = "0" } = args;
  return {
    scenarios: scenario ?? [],
    detectors: detector,
    settings: set,
    clock,
    seed: checkedSeed(seed),
    ...given({ within, severity }),
    ...(save ? { outDir: out } : {}),
    remote: {
      feed,
      phases,
      startTimeoutMs: checkedSeconds("start-timeout", startTimeout) * 1000,
      onListening: (url) => io.stderr.write(`Post alerts to ${url}\n`),
      ...given({ alertPattern }),
    },
    reports: reportRequests(report),
    ...(baseline === undefined ? {} : { baseline: { path: baseline, allowSlower } }),
    logFormat,
  };
}

function checkedSeconds(option: string, seconds: number): number {
  if (seconds > 0) return seconds;
  throw badNumber(option, seconds, "seconds, above 0");
}

/**
 * @returns undefined without `--repeat`
 * @throws FiredrillError BAD_REPEAT, BAD_CONFIDENCE
 */
function repeatRequest({ repeat, onset, confidence }: RunArguments): RepeatRequest | undefined {
  if (repeat !== undefined) checkedDrills("--repeat", repeat);
  if (confidence !== undefined && !(confidence > 0 && confidence < 1)) {
    throw badConfidence(
      `--confidence is ${givenNumber(confidence)}.`,
      "Give a share between 0 and 1, as 0.95.",
    );
  }
  if (confidence !== undefined && repeat === undefined) {
    throw badConfidence("--confidence says how often, and one drill cannot.", "Add --repeat 59, or more.");
  }
  return repeat === undefined ? undefined : { drills: repeat, onset, ...given({ confidence }) };
}

function badConfidence(message: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_CONFIDENCE", message, advice);
}
