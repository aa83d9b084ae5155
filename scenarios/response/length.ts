import { modeKit } from "../../domain/response/modes.ts";
import type { ResponsePhase, RequestsPhase, ResponseScenario } from "../../domain/response/scenario.ts";
import { requestCount } from "../../domain/response/scenario.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";

/**
 * Approximate duration of the scenario at its own pace, in milliseconds, without noise, queues and unplanned
 * timeouts. A closed loop lasts as long as its waits and answers, an open one as its schedule; both include silences.
 */
export function responseLengthMs(scenario: ResponseScenario): number {
  const { pacing } = scenario;
  const gaps = requestCount(scenario) - 1;
  const silentMs = scenario.phases.reduce((sum, phase) => sum + silenceMs(phase), 0);
  switch (pacing.kind) {
    case "closed":
      return gaps * pacing.waitMs + totalAnswerMs(scenario) + silentMs;
    case "constant":
    case "poisson":
      return scheduleMs(scenario.phases, pacing.ratePerSecond) + silentMs;
    case "recorded":
      return (scenario.recording?.offsetsMs[gaps] ?? 0) + silentMs;
  }
}

/** From the first request to the last; each gap uses the rate of the request after it. */
function scheduleMs(phases: readonly ResponsePhase[], usualRate: number): number {
  const gapsMs = phases.flatMap((phase) =>
    "forMs" in phase ? [] : [{ count: phase.requests, eachMs: 1000 / (phase.ratePerSecond ?? usualRate) }],
  );
  return gapsMs.reduce((sum, { count, eachMs }) => sum + count * eachMs, -(gapsMs[0]?.eachMs ?? 0));
}

function silenceMs(phase: ResponsePhase): number {
  return "forMs" in phase ? phase.forMs : 0;
}

function totalAnswerMs(scenario: ResponseScenario): number {
  let totalMs = 0;
  let lastMs = 0;
  for (const phase of scenario.phases) {
    if ("forMs" in phase) continue;
    const answers = answersIn(scenario, phase, lastMs);
    totalMs += answers.totalMs;
    ({ lastMs } = answers);
  }
  return totalMs;
}

/** @param beforeMs - the last answer before the phase, from which a load climbs */
function answersIn(
  { modes, timeoutMs = defaultTimeoutMs }: ResponseScenario,
  { mode: name, requests, share = 1 }: RequestsPhase,
  beforeMs: number,
): { readonly totalMs: number; readonly lastMs: number } {
  const mode = modes[name];
  const healthy = modes["normal"];
  if (mode === undefined || healthy === undefined) return { totalMs: 0, lastMs: beforeMs };
  const met = requests * share;
  const { meanWaitMs, climbMs } = modeKit(mode.kind);
  const firstMs = Math.min(meanWaitMs(mode, beforeMs, timeoutMs), timeoutMs);
  const lastMs = climbMs === undefined ? firstMs : beforeMs + met * climbMs(mode);
  const healthyMs = modeKit(healthy.kind).meanWaitMs(healthy, 0, timeoutMs);
  return { totalMs: (met * (firstMs + lastMs)) / 2 + (requests - met) * healthyMs, lastMs };
}
