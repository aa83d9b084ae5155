import type { Mode, Modes } from "../domain/mode.ts";
import type { ResponseScenario } from "../domain/scenario.ts";
import { requestCount } from "../domain/scenario.ts";

/**
 * About how long the scenario takes at its own pace, in milliseconds: without noise, time-outs and queues.
 * A closed loop is as long as its waits and answers, an open one as its schedule.
 */
export function estimatedLengthMs(scenario: ResponseScenario): number {
  const { pacing } = scenario;
  const gaps = requestCount(scenario) - 1;
  switch (pacing.kind) {
    case "closed":
      return gaps * pacing.waitMs + totalAnswerMs(scenario);
    case "constant":
    case "poisson":
      return (gaps * 1000) / pacing.ratePerSecond;
  }
}

function totalAnswerMs({
  modes,
  phases,
}: { readonly modes: Modes } & Pick<ResponseScenario, "phases">): number {
  let totalMs = 0;
  let lastMs = 0;
  for (const { mode: name, requests } of phases) {
    const mode = modes[name];
    if (mode === undefined) continue;
    const firstMs = answerMs(mode, lastMs);
    lastMs = mode.kind === "load" ? lastMs + requests * mode.stepMs : firstMs;
    totalMs += (requests * (firstMs + lastMs)) / 2;
  }
  return totalMs;
}

function answerMs(mode: Mode, previousMs: number): number {
  switch (mode.kind) {
    case "normal":
    case "attack":
      return mode.delayMs;
    case "uniform":
      return (mode.minMs + mode.maxMs) / 2;
    case "load":
      return previousMs + mode.stepMs;
  }
}
