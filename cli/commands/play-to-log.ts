import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { interrupted } from "../../harness/drill/interrupted.ts";
import type { PlayLogSettings } from "../../harness/response/play-log.ts";
import { playLog } from "../../harness/response/play-log.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import { checkedSeed } from "../options/numbers.ts";
import { wallClockKindOf } from "../options/wall-clock-option.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";
import { liveProgress, noProgress } from "../output/progress.ts";

export interface PlayRequest {
  readonly scenario: string;
  readonly target: string;
  readonly allowHosts: readonly string[];
  readonly log: string | undefined;
  readonly logFormat: PlayLogSettings["logFormat"];
  readonly labels: string | undefined;
  readonly seed: number;
  readonly clock: string;
}

/** Plays to the end, or until Ctrl-C. */
export async function playToLog(request: PlayRequest): Promise<ExitCode> {
  const scenario = await loadOrFindScenario(request.scenario);
  switch (scenario.source) {
    case "response":
      return playResponses(scenario, request);
    case "login": {
      const { playToCounts } = await import("./play-to-counts.ts");
      return playToCounts(scenario, request);
    }
  }
}

async function playResponses(scenario: ResponseScenario, request: PlayRequest): Promise<ExitCode> {
  const { log = "log/server_response.csv" } = request;
  const clock = wallClockKindOf(request.clock);
  const progress = process.stderr.isTTY ? liveProgress(process.stderr) : noProgress;
  const interrupt = interruptSignal();
  try {
    const { observations, failed, refused } = await playLog({
      ...request,
      scenario,
      clock,
      seed: checkedSeed(request.seed),
      logPath: log,
      ...(request.labels === undefined ? {} : { labelsPath: request.labels }),
      signal: interrupt.signal,
      onStarted: (serverUrl, total) =>
        progress.onEvent({ kind: "started", serverUrl, expectedRows: () => total }),
      onRow: (observation) => progress.onEvent({ kind: "row", observation }),
    });
    progress.clear();
    const failures = failed === 0 ? "" : `, ${failed} of them without an answer`;
    const refusals = refused === 0 ? "" : `, ${refused} of them answered with a status from 400 on`;
    process.stdout.write(
      `${observations} requests to ${request.target}${failures}${refusals}; the log is ${log}\n`,
    );
    if (refused === observations)
      process.stderr.write(
        "A mock server refuses modes that it was not started with: firedrill serve SCENARIO.\n",
      );
    return exitCode.passed;
  } catch (error) {
    if (interrupt.signal.aborted) throw interrupted(log);
    throw error;
  } finally {
    progress.clear();
    interrupt.release();
  }
}
