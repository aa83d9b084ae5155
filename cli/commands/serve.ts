import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { badNumber, checkedSeed, wallClockKindOf } from "../options/checked.ts";
import { given, logFormatOption, seedOption } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

export function options(yargs: Argv) {
  return yargs
    .positional("scenario", {
      type: "string",
      describe: "Whose modes to serve; default: normal, attack, load",
    })
    .option("replay", {
      type: "string",
      conflicts: "scenario",
      describe: "A scenario with a recording, which any client meets, whatever it asks for",
    })
    .option("port", { type: "number", default: 8888, describe: "0 lets the system choose" })
    .option("host", { type: "string", default: "127.0.0.1", describe: "Address to listen on" })
    .option("capacity", { type: "number", describe: "Requests worked on at once; the rest queue" })
    .option("log", {
      type: "string",
      describe: "Where the log of logins goes; default: log/auth.csv",
    })
    .option("log-format", logFormatOption)
    .option("labels", { type: "string", describe: "Where the log of logins with the truth goes (CSV)" })
    .option("seed", seedOption)
    .option("clock", { type: "string", default: "real", describe: "real, or scaled:N (N times faster)" });
}

/** `firedrill serve [SCENARIO]`: the mock server alone, until Ctrl-C or SIGTERM. The first line of standard output is the address. */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { replay, host } = args;
  const { serve, serverLogs, taskToServe } = await import("../../harness/world/serve.ts");
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const named = replay ?? args.scenario;
  const scenario = named === undefined ? undefined : await loadOrFindScenario(named);
  const capacity = checkedCapacity(args.capacity);
  const seed = checkedSeed(args.seed);
  if (!isLoopback(host)) warnOfStrangers(host, io);
  const logs = serverLogs(scenario, { log: args.log, labels: args.labels, logFormat: args.logFormat });
  const task = taskToServe({ scenario, seed, capacity, plays: replay === undefined ? "modes" : "recording" });
  if (task === undefined) throw nothingRecorded(replay);
  const interrupt = interruptSignal(io);
  try {
    await serve({
      ...given({ logs }),
      task,
      host,
      port: checkedPort(args.port),
      seed,
      clock: wallClockKindOf(args.clock),
      signal: interrupt.signal,
      onListening: (url) => io.stdout.write(`Listening on ${url}\n`),
    });
  } finally {
    interrupt.release();
  }
  return interrupt.isTermination() ? exitCode.passed : exitCode.interrupted;
}

function nothingRecorded(path: string | undefined): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_RECORDING",
    `The scenario ${path} has no recording to replay.`,
    "Make one with firedrill import, or serve its modes: firedrill serve and its name.",
  );
}

function checkedPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw badNumber("port", port, "a whole number from 0 to 65535; 0 lets the system choose");
}

function checkedCapacity(capacity: number | undefined): number | undefined {
  if (capacity === undefined || (Number.isInteger(capacity) && capacity >= 1)) return capacity;
  throw badNumber("capacity", capacity, "a whole number from 1");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function warnOfStrangers(host: string, io: Io): void {
  io.stderr.write(
    `Warning: ${host} can be reached by other machines, and whoever reaches this server can slow it down at will.\n`,
  );
}
