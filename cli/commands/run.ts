import type { ArgumentsCamelCase, Argv, CommandModule } from "yargs";
import { badNumber, checkedSeed } from "../options/numbers.ts";
import type { ArgumentsOf } from "../options/options.ts";
import {
  outOption,
  repeatable,
  saveOption,
  seedOption,
  severityOption,
  withinOption,
} from "../options/options.ts";
import { repeatOptions, repeatRequest } from "../options/repeat-options.ts";
import { reportRequests } from "../options/report-request.ts";
import { UsageMistake } from "../options/usage.ts";
import type { RunRequest } from "./run-drills.ts";

type RunArguments = ArgumentsOf<typeof runOptions>;

/** `firedrill run SCENARIO...`: plays a fault and asks who noticed, and how fast. */
export const runCommand: CommandModule<unknown, RunArguments> = {
  command: "run [scenario..]",
  describe: "Play scenarios and judge the detectors",
  builder: runOptions,
  async handler(args) {
    const request = requestOf(args);
    const repeat = repeatRequest(args);
    if (args.suite !== undefined) {
      if (repeat !== undefined) throw new UsageMistake("--suite and --repeat do not go together.");
      const { runSuite } = await import("./run-suite.ts");
      process.exitCode = await runSuite(args.suite, request);
    } else if (request.scenarios.length === 0) {
      throw new UsageMistake("An argument is missing: a scenario, or --suite.");
    } else if (repeat === undefined) {
      const { runDrills } = await import("./run-drills.ts");
      process.exitCode = await runDrills(request);
    } else {
      const { runRepeats } = await import("./run-repeats.ts");
      process.exitCode = await runRepeats(request, repeat);
    }
  },
};

function runOptions(yargs: Argv) {
  return outputOptions(remoteOptions(repeatOptions(drillOptions(yargs))));
}

function drillOptions(yargs: Argv) {
  return yargs
    .positional("scenario", {
      type: "string",
      array: true,
      describe: "A name (see firedrill list), or the path of a YAML or JSON file",
    })
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

function remoteOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("feed", {
      choices: ["csv", "ndjson"] as const,
      default: "csv" as const,
      describe: "How rows are written to a command (cmd:...)",
    })
    .option("alert-pattern", {
      type: "string",
      describe: "Regular expression for a command's alerts, with named groups severity, at, subject",
    })
    .option("start-timeout", {
      type: "number",
      default: 10,
      describe: "Seconds that a command may leave its input unread",
    })
    .option("phases", {
      choices: ["pinned", "sampled"] as const,
      default: "pinned" as const,
      describe: "Prometheus: the same scrape and evaluation phases every time, or drawn from the seed",
    });
}

const usualReports: readonly string[] = ["text"];

function outputOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", {
      array: true,
      nargs: 1,
      type: "string",
      default: usualReports,
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
    .option("log-format", {
      choices: ["csv", "ndjson", "original"] as const,
      default: "csv" as const,
      describe: "How the saved log is spelled",
    });
}

function requestOf(args: ArgumentsCamelCase<RunArguments>): RunRequest {
  const { scenario, detector, set, clock, seed, within, severity, out, save, report, logFormat } = args;
  const { feed, alertPattern, startTimeout, phases, baseline, allowSlower = "0" } = args;
  return {
    scenarios: scenario ?? [],
    detectors: detector,
    settings: set,
    clock,
    seed: checkedSeed(seed),
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
    ...(save ? { outDir: out } : {}),
    remote: {
      feed,
      phases,
      startTimeoutMs: checkedSeconds("start-timeout", startTimeout) * 1000,
      onListening: (url) => process.stderr.write(`Post alerts to ${url}\n`),
      ...(alertPattern === undefined ? {} : { alertPattern }),
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
