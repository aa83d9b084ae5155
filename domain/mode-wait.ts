import type { Mode } from "./mode.ts";

/**
 * How long one request takes at the server on average, in milliseconds, when nothing else is there.
 * @param before - the wait of the request before, 0 for the first
 * @param timeoutMs - when its client gives it up
 */
export function meanWaitMs(mode: Mode, beforeMs: number, timeoutMs: number): number {
  switch (mode.kind) {
    case "normal":
    case "attack":
    case "errors":
    case "blackhole":
    case "truncate":
    case "clock-step":
      return mode.delayMs;
    case "restart":
    case "silence":
    case "recorded":
      return 0;
    case "uniform":
      return (mode.minMs + mode.maxMs) / 2;
    case "load":
      return beforeMs + mode.stepMs;
    case "jitter":
      return mode.meanMs;
    case "lognormal":
    case "ramp":
      return mode.medianMs * Math.exp((mode.sigma * mode.sigma) / 2);
    case "percentiles":
      return mode.p50Ms;
    case "flap":
      return (
        (mode.slowDelayMs * mode.slowForMs + mode.delayMs * mode.fastForMs) /
        (mode.slowForMs + mode.fastForMs)
      );
    case "brownout":
      return mode.serviceMs;
    case "hang":
      return timeoutMs;
    case "dribble":
      return mode.delayMs + (mode.chunks - 1) * mode.everyMs;
  }
}
