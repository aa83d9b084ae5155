import type { Argv } from "yargs";
import { printable } from "../../domain/text/printable.ts";
import { counterChoices } from "../../domain/wire/metrics.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { WallClockKind } from "../../harness/clock/clock.ts";
import type { LiveService, ServedTask } from "../../harness/live/live.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { liveOptions, livePortIn } from "../options/live.ts";
import { badNumber, checkedSeed, wallClockKindOf } from "../options/checked.ts";
import {
  drillGroup,
  given,
  logFormatOption,
  outputGroup,
  repeatable,
  scenarioArgument,
  seedOption,
  traceOption,
  wallClockOption,
  withExamples,
} from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

const serverGroup = "Server:";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["serve", "Serve the modes normal, attack and load on port 8888"],
    ["serve login-bruteforce --log auth.csv", "Serve a login page and log its attempts"],
    ["serve --replay incident.yaml --port 9000", "Answer any request as recorded"],
  ])
    .positional("scenario", {
      ...scenarioArgument,
      describe: "Scenario whose modes to serve: a name or the path of a file",
      defaultDescription: "modes normal, attack, load",
    })
    .option("replay", {
      group: drillGroup,
      type: "string",
      conflicts: "scenario",
      describe: "Scenario with a recording to replay to any client",
    })
    .option("port", {
      group: serverGroup,
      type: "number",
      default: 8888,
      describe: "Port, 0 to 65535; with 0 the system chooses",
    })
    .option("host", {
      group: serverGroup,
      type: "string",
      default: "127.0.0.1",
      describe: "Address to listen on",
    })
    .option("allow-origin", {
      group: serverGroup,
      ...repeatable,
      describe: "Origin of a web page that may send requests, such as https://dashboard.example; repeatable",
    })
    .option("capacity", {
      group: serverGroup,
      type: "number",
      describe: "Requests handled at once, 1 to 1000000; the rest queue",
      defaultDescription: "the scenario's",
    })
    .option("counters", {
      group: serverGroup,
      choices: counterChoices,
      default: counterChoices[0],
      describe: "When labelled series appear at /metrics: from the start, or with their first event",
    })
    .option("log", {
      group: outputGroup,
      type: "string",
      describe: "File for the login log",
      defaultDescription: "log/auth.csv",
    })
    .option("log-format", { ...logFormatOption, describe: "Login log format" })
    .option("labels", {
      group: outputGroup,
      type: "string",
      describe: "CSV file for the login log with the truth",
      defaultDescription: "no file",
    })
    .option("live", liveOptions.live)
    .option("live-port", liveOptions.livePort)
    .option("seed", seedOption)
    .option("clock", wallClockOption)
    .option("trace", traceOption);
}

/** `firedrill serve [SCENARIO]`: the mock server alone, until Ctrl-C or SIGTERM. The first line of output is the address. */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { replay, host } = args;
  const { serve, serverLogs, taskToServe } = await import("../../harness/world/serve.ts");
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const name = replay ?? args.scenario;
  const scenario = name === undefined ? undefined : await loadOrFindScenario(name);
  const capacity = checkedCapacity(args.capacity);
  const seed = checkedSeed(args.seed);
  if (!isLoopback(host)) warnOfExposure(host, io);
  const logs = serverLogs(scenario, { log: args.log, labels: args.labels, logFormat: args.logFormat });
  if (args.trace) {
    const { checkTraceable } = await import("../../harness/world/traceable.ts");
    checkTraceable(scenario?.source, args.clock);
  }
  const task = taskToServe({
    scenario,
    seed,
    capacity,
    plays: replay === undefined ? "modes" : "recording",
    ...(livePortIn(args) === undefined ? {} : { byHand: true }),
  });
  if (task === undefined) throw nothingRecorded(replay);
  const clock = wallClockKindOf(args.clock);
  const interrupt = interruptSignal(io);
  const page = await livePageOf(args, { task, scenario }, clock);
  try {
    await serve({
      ...given({ onRequest: page?.onRequest }),
      ...given({ logs }),
      task,
      host,
      port: checkedPort(args.port),
      allowOrigins: args.allowOrigin.map(checkedOrigin),
      counters: args.counters,
      seed,
      clock,
      ...(args.trace ? { tracing: "traced" } : {}),
      signal: interrupt.signal,
      onListening: (url) => {
        page?.onListening(url);
        io.stdout.write(`Listening on ${url}\n`);
        if (page !== undefined) io.stdout.write(`Live page at ${page.url}\n`);
      },
      onMeasured: (sentence) => io.stderr.write(`${printable(sentence)}\n`),
    });
  } finally {
    interrupt.release();
    await page?.stop();
  }
  return interrupt.isTermination() ? exitCode.passed : exitCode.interrupted;
}

/** @throws FiredrillError LIVE_PORT_IN_USE */
async function livePageOf(
  args: ArgumentsOf<typeof options>,
  served: ServedTask,
  clock: WallClockKind,
): Promise<LiveService | undefined> {
  const port = livePortIn(args);
  if (port === undefined) return undefined;
  const { startLiveService } = await import("../../harness/live/live.ts");
  return startLiveService(served, clock, port);
}

function nothingRecorded(path: string | undefined): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_RECORDING",
    `Scenario ${path} has no recording to replay.`,
    `Make one with firedrill import, or serve its modes: firedrill serve ${path}.`,
  );
}

function checkedPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw badNumber("port", port, "a whole number from 0 to 65535", "Pass --port 0 to let the system choose.");
}

/** As in a scenario. */
const mostAtOnce = 1_000_000;

function checkedCapacity(capacity: number | undefined): number | undefined {
  if (capacity === undefined || (Number.isInteger(capacity) && capacity >= 1 && capacity <= mostAtOnce))
    return capacity;
  throw badNumber(
    "capacity",
    capacity,
    `a whole number from 1 to ${mostAtOnce}`,
    "Leave --capacity out to use the scenario's.",
  );
}

/** @throws FiredrillError BAD_ORIGIN unless it is a scheme, a host and perhaps a port */
function checkedOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new FiredrillError(
    "usage",
    "BAD_ORIGIN",
    `Invalid --allow-origin "${text}": expected a scheme, a host and perhaps a port.`,
    "Pass the origin of the page, such as --allow-origin https://dashboard.example.",
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function warnOfExposure(host: string, io: Io): void {
  io.stderr.write(
    `Warning: other machines can reach ${host}, and anyone who reaches this server can slow it down.\n`,
  );
}
