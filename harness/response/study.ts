import { labelledPhases } from "../../domain/phases/phase.ts";
import type { Mode } from "../../domain/response/modes.ts";
import { modeKit } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { FaultDial } from "../source.ts";

/** The size of the scenario's fault. @returns undefined for several incidents, and for a fault without a size */
export function phaseDial({ phases, modes }: ResponseScenario): FaultDial | undefined {
  const incidents = labelledPhases(phases).filter(({ incidentId }) => incidentId !== undefined);
  const [phase] = incidents;
  const [healthy, faulty] = [modes["normal"], phase === undefined ? undefined : modes[phase.mode]];
  if (phase === undefined || incidents.length > 1 || healthy === undefined || faulty === undefined)
    return undefined;
  if ("share" in phase && phase.share !== undefined)
    return { target: `${phase.mode}.share`, none: 0, full: phase.share };
  const dial = modeDial(healthy, faulty);
  return dial === undefined ? undefined : { ...dial, target: `${phase.mode}.${dial.target}` };
}

function modeDial(healthy: Mode, faulty: Mode): FaultDial | undefined {
  const { size } = modeKit(faulty.kind);
  if (size === undefined) return undefined;
  const { fields, none } = size;
  if (none !== "zero" && none.asInMode !== healthy.kind) return undefined;
  return fields
    .map((field) => ({
      target: field,
      none: none === "zero" ? 0 : numberIn(healthy, field),
      full: numberIn(faulty, field),
    }))
    .find((dial) => dial.full > dial.none);
}

function numberIn(mode: Mode, field: string): number {
  return Object.entries(mode).reduce(
    (found, [name, value]) => (name === field && typeof value === "number" ? value : found),
    0,
  );
}

const healthyRequests = 20_000;

/** The scenario with its first healthy phase extended. A recording cannot be extended. */
export function healthyPhase(scenario: ResponseScenario): ResponseScenario | undefined {
  const healthy = labelledPhases(scenario.phases).find((phase) => phase.incidentId === undefined);
  if (healthy === undefined || !("requests" in healthy) || scenario.pacing.kind === "recorded")
    return undefined;
  return { ...scenario, phases: [{ ...healthy, requests: healthyRequests }] };
}
