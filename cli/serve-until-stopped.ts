import { FiredrillError } from "../domain/error.ts";
import { originalModes } from "../domain/mode.ts";
import type { Phase, Scenario } from "../domain/scenario.ts";
import { serve } from "../harness/serve.ts";
import { serverTask } from "../harness/world.ts";
import { loadOrFindScenario } from "../scenarios/registry.ts";
import { exitCode } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";
import { badNumber } from "./bad-number.ts";
import { interruptSignal } from "./interrupt.ts";
import { checkedSeed } from "./seed.ts";
import { wallClockKindOf } from "./wall-clock-option.ts";

export interface ServeRequest {
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
  const capacity = checkedCapacity(request.capacity) ?? scenario?.capacity;
  if (!isLoopback(request.host)) warnOfStrangers(request.host);
  const interrupt = interruptSignal();
  await serve({
    ...(scenario === undefined ? { modes: originalModes } : serverTask(scenario)),
    ...(request.replay === undefined ? {} : { replayed: replayedPhases(request.replay, scenario) }),
    ...(capacity === undefined ? {} : { capacity }),
    host: request.host,
    port: checkedPort(request.port),
    seed: checkedSeed(request.seed),
    clock: wallClockKindOf(request.clock),
    signal: interrupt.signal,
    onListening: (url) => process.stdout.write(`Listening on ${url}\n`),
  });
  return interrupt.isTermination() ? exitCode.passed : exitCode.interrupted;
}

function replayedPhases(path: string, scenario: Scenario | undefined): readonly Phase[] {
  if (scenario?.recording !== undefined) return scenario.phases;
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
