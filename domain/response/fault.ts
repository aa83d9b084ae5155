import type { Fault } from "../fault.ts";
import { labelledPhases } from "../phases/phase.ts";
import { defaultTimeoutMs } from "../wire/outcome.ts";
import type { Mode } from "./mode.ts";
import type { ResponseScenario } from "./scenario.ts";

/**
 * The scenario's first incident, if it is a jump from health.
 * @returns undefined where there is none, where only a share of its requests is affected, where the client waits for no
 * affected answer, or where it is no jump
 */
export function faultOf({
  modes,
  phases,
  timeoutMs = defaultTimeoutMs,
}: Pick<ResponseScenario, "modes" | "phases" | "timeoutMs">): Fault | undefined {
  const first = labelledPhases(phases).find(({ incidentId }) => incidentId !== undefined);
  const healthy = modes["normal"];
  const isWhole = first !== undefined && !("share" in first);
  const affected = isWhole ? modes[first.mode] : undefined;
  if (healthy === undefined || affected === undefined) return undefined;
  const healthyMs = jumpMs(healthy, "mean");
  const affectedMs = jumpMs(affected, "least");
  if (healthyMs === undefined || affectedMs === undefined || affectedMs >= timeoutMs) return undefined;
  return { healthyMs, affectedMs };
}

function jumpMs(mode: Mode, figure: "mean" | "least"): number | undefined {
  switch (mode.kind) {
    case "normal":
    case "attack":
      return mode.delayMs;
    case "uniform":
      return figure === "mean" ? (mode.minMs + mode.maxMs) / 2 : mode.minMs;
    case "dribble":
      return mode.delayMs + (mode.chunks - 1) * mode.everyMs;
    case "load":
    case "jitter":
    case "lognormal":
    case "ramp":
    case "percentiles":
    case "flap":
    case "brownout":
    case "errors":
    case "hang":
    case "blackhole":
    case "truncate":
    case "restart":
    case "silence":
    case "clock-step":
    case "recorded":
      return undefined;
  }
}
