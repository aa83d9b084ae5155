import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { HealthyTraffic, TunedDetector } from "../../harness/study/tune.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { checkedSeed } from "../options/checked.ts";
import { chosenDetector } from "../options/detectors.ts";
import { given, seedOption, severityOption } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { redrawnLine } from "../output/progress.ts";

export function options(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", describe: "A log in which nothing is wrong" })
    .option("scenario", { type: "string", describe: "Instead of a log: the health of this scenario" })
    .option("detector", { type: "string", default: "guard", describe: "NAME or NAME:key=value,key=value" })
    .option("arl0", { type: "number", describe: "Healthy rows to a false alarm, on average" })
    .option("false-alarms", { type: "string", describe: "Instead of --arl0, with --rate: 1/week" })
    .option("rate", { type: "string", describe: "Of rows, in production: 2/s" })
    .option("severity", {
      ...severityOption,
      default: "error" as const,
      describe: "What counts as an alarm",
    })
    .option("block", { type: "number", default: 50, describe: "Rows kept together in resampling" })
    .option("seed", seedOption);
}

/** Wall time between two drawings. */
const redrawMs = 200;

/**
 * `firedrill tune LOG --detector knn --arl0 1e5`: the thresholds for the false alarms that you can live with. Prints the
 * detector with its options, to be pasted, and what was measured of it.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { log, scenario, detector, falseAlarms, rate, severity, block } = args;
  const seed = checkedSeed(args.seed);
  const { formatDetectorSpec } = await import("../../detector/registry.ts");
  const { goalArl0 } = await import("../../harness/study/tune.ts");
  const { tuneDetector } = await import("../../harness/study/tune.ts");
  const arl0 = goalArl0(given({ arl0: args.arl0, falseAlarms, rate }));
  const traffic = trafficOf(log, scenario);
  const choice = await chosenDetector(detector);
  const line = redrawnLine(io.stderr, { everyMs: redrawMs });
  const onProgress = (rows: number): void =>
    line.draw(() => `${figure(rows)} rows replayed, about ${figure(300 * arl0)} in all`.slice(0, 79));
  const order = { severity, block, seed, choice, traffic, arl0, onProgress };
  const tuned = await tuneDetector(order).finally(line.clear);
  const label = /^[^:]*/.exec(detector)?.[0] ?? detector;
  io.stdout.write(`--detector ${formatDetectorSpec(label, tuned.options)}\n\n${factsOf(tuned, arl0)}\n`);
  return exitCode.passed;
}

function trafficOf(log: string | undefined, scenario: string | undefined): HealthyTraffic {
  if (log !== undefined && scenario === undefined) return { kind: "log", path: log };
  if (log === undefined && scenario !== undefined) return { kind: "scenario", name: scenario };
  throw new FiredrillError(
    "usage",
    "BAD_COMMAND_LINE",
    "Healthy traffic comes from a log or from a scenario, and one of the two must be named.",
    "firedrill tune LOG --arl0 100000, or firedrill tune --scenario healthy --arl0 100000.",
  );
}

function factsOf({ measured, healthyRows, replayed }: TunedDetector, asked: number): string {
  const { arl0, arl0AtLeast } = measured;
  const mean = arl0 === undefined ? "no false alarm" : `a false alarm in ${figure(arl0)}`;
  const facts = [
    `Asked: a false alarm in ${figure(asked)} healthy rows. Measured: ${mean}; one in at least ${figure(arl0AtLeast)}, with 95 % confidence.`,
    `${figure(replayed)} rows were replayed, drawn from ${figure(healthyRows)}.`,
  ];
  const caution = `A log of ${figure(healthyRows)} rows shows nothing of what happens once in ${figure(asked)}: the true rate may be higher.`;
  return [...facts, ...(healthyRows < asked ? [caution] : [])].join("\n");
}

function figure(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}
