import { FiredrillError } from "../../domain/error.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { LoginLogPaths } from "../../harness/login/logs.ts";
import type { ServedWork, ServeSettings } from "../../harness/world/serve.ts";
import { serve, taskToServe } from "../../harness/world/serve.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import { badNumber, checkedSeed } from "../options/numbers.ts";
import { wallClockKindOf } from "../options/wall-clock-option.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";

export interface ServeRequest {
  readonly scenario: string | undefined;
  /** A scenario with a recording, for clients that know nothing of modes. */
  readonly replay: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly capacity: number | undefined;
  /** Where the log of logins goes, and the one with the truth. */
  readonly log: string | undefined;
  readonly labels: string | undefined;
  readonly logFormat: LogFormat;
  readonly seed: number;
  readonly clock: string;
}

/** Serves until Ctrl-C or SIGTERM. The first line of standard output is the address. */
export async function serveUntilStopped(request: ServeRequest): Promise<ExitCode> {
  const named = request.replay ?? request.scenario;
  const scenario = named === undefined ? undefined : await loadOrFindScenario(named);
  const capacity = checkedCapacity(request.capacity);
  const seed = checkedSeed(request.seed);
  if (!isLoopback(request.host)) warnOfStrangers(request.host);
  const interrupt = interruptSignal();
  await serve({
    ...loginLogsFor(scenario, request),
    task: taskFor({ scenario, seed, capacity }, request.replay),
    host: request.host,
    port: checkedPort(request.port),
    seed,
    clock: wallClockKindOf(request.clock),
    signal: interrupt.signal,
    onListening: (url) => process.stdout.write(`Listening on ${url}\n`),
  });
  return interrupt.isTermination() ? exitCode.passed : exitCode.interrupted;
}

function taskFor(work: Omit<ServedWork, "plays">, path: string | undefined): ServeSettings["task"] {
  const task = taskToServe({ ...work, plays: path === undefined ? "modes" : "recording" });
  if (task !== undefined) return task;
  throw new FiredrillError(
    "usage",
    "NOTHING_RECORDED",
    `The scenario ${path} has no recording to replay.`,
    "Make one with firedrill import, or serve its modes: firedrill serve and its name.",
  );
}

/** A login page writes the log; of response times the client does. */
function loginLogsFor(
  scenario: Scenario | undefined,
  { log, labels, logFormat }: ServeRequest,
): { readonly loginLogs?: LoginLogPaths } {
  if (scenario?.source === "login") {
    const labelled = labels === undefined ? {} : { labelsPath: labels };
    return { loginLogs: { logPath: log ?? defaultLoginLog, logFormat, ...labelled } };
  }
  if (log === undefined && labels === undefined) return {};
  throw new FiredrillError(
    "usage",
    "LOG_NOT_OURS",
    "The server writes a log of logins only; of response times the client does.",
    "Give --log and --labels to firedrill play, or serve a scenario of logins.",
  );
}

const defaultLoginLog = "log/auth.csv";

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

function warnOfStrangers(host: string): void {
  process.stderr.write(
    `Warning: ${host} can be reached by other machines, and whoever reaches this server can slow it down at will.\n`,
  );
}
