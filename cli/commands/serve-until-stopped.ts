import { FiredrillError } from "../../domain/error.ts";
import type { ServedWork, ServerLogPaths, ServeSettings } from "../../harness/world/serve.ts";
import { serve, serverLogs, taskToServe } from "../../harness/world/serve.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import { badNumber, checkedSeed } from "../options/numbers.ts";
import { wallClockKindOf } from "../options/wall-clock-option.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";

export interface ServeRequest extends ServerLogPaths {
  readonly scenario: string | undefined;
  /** A scenario with a recording, for clients that know nothing of modes. */
  readonly replay: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly capacity: number | undefined;
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
  const logs = serverLogs(scenario, request);
  const interrupt = interruptSignal();
  await serve({
    ...(logs === undefined ? {} : { logs }),
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
