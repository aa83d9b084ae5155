import type { Fault } from "../fault.ts";
import { labelledPhases } from "../phases/phase.ts";
import { defaultTimeoutMs } from "../wire/outcome.ts";
import { modeKit } from "./modes.ts";
import type { ResponseScenario } from "./scenario.ts";

/**
 * The scenario's first incident, if it is a jump from health.
 * @returns undefined without an incident, when only a share of its requests is affected, when the client times out
 * first, or when the wait does not jump
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
  const healthyMs = modeKit(healthy.kind).jump?.(healthy).meanMs;
  const affectedMs = modeKit(affected.kind).jump?.(affected).leastMs;
  if (healthyMs === undefined || affectedMs === undefined || affectedMs >= timeoutMs) return undefined;
  return { healthyMs, affectedMs };
}
