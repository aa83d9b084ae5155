import type { Mode } from "./mode.ts";
import { labelledPhases } from "./plan.ts";
import type { ResponseScenario } from "./scenario.ts";

/** A jump in response time, as the scenario plans it. */
export interface Fault {
  /** Before the switch, at the mean. */
  readonly healthyMs: number;
  /** After it, from one request to the next; the shortest where it has a spread. */
  readonly affectedMs: number;
}

/**
 * The scenario's first incident, if it is a jump from health.
 * @returns undefined where there is none, or where the delay grows with each request
 */
export function faultOf({ modes, phases }: Pick<ResponseScenario, "modes" | "phases">): Fault | undefined {
  const first = labelledPhases(phases).find(({ incidentId }) => incidentId !== undefined);
  const healthy = modes["normal"];
  const affected = first === undefined ? undefined : modes[first.mode];
  if (healthy === undefined || affected === undefined) return undefined;
  const healthyMs = jumpMs(healthy, "mean");
  const affectedMs = jumpMs(affected, "least");
  return healthyMs === undefined || affectedMs === undefined ? undefined : { healthyMs, affectedMs };
}

function jumpMs(mode: Mode, figure: "mean" | "least"): number | undefined {
  switch (mode.kind) {
    case "normal":
    case "attack":
      return mode.delayMs;
    case "uniform":
      return figure === "mean" ? (mode.minMs + mode.maxMs) / 2 : mode.minMs;
    case "load":
      return undefined;
  }
}
