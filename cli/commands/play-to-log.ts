import type { LogFormat } from "../../log/formats/format.ts";
import { playAt } from "../../harness/world/play-at.ts";
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
  readonly logFormat: LogFormat;
  readonly labels: string | undefined;
  readonly seed: number;
  readonly clock: string;
}

/** Plays to the end, or until Ctrl-C, and says what became of it. */
export async function playToLog(request: PlayRequest): Promise<ExitCode> {
  const scenario = await loadOrFindScenario(request.scenario);
  const clock = wallClockKindOf(request.clock);
  const seed = checkedSeed(request.seed);
  const progress = process.stderr.isTTY ? liveProgress(process.stderr) : noProgress;
  const interrupt = interruptSignal();
  try {
    const { sentence, hint, error } = await playAt({
      ...request,
      scenario,
      clock,
      seed,
      logPath: request.log,
      labelsPath: request.labels,
      signal: interrupt.signal,
      onEvent: (event) => {
        if (event.kind === "announced") process.stderr.write(`${event.sentence}\n`);
        else progress.onEvent(event);
      },
    });
    progress.clear();
    process.stdout.write(`${sentence}\n`);
    if (hint !== undefined) process.stderr.write(`${hint}\n`);
    if (error !== undefined) throw error;
    return exitCode.passed;
  } finally {
    progress.clear();
    interrupt.release();
  }
}
