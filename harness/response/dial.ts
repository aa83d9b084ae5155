import { labelledPhases } from "../../domain/phases/phase.ts";
import type { Mode } from "../../domain/response/mode.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { FaultDial } from "../study/fault-dial.ts";

/** The size of the scenario's one fault. */
export function phaseDial({ phases, modes }: ResponseScenario): FaultDial | undefined {
  const incidents = labelledPhases(phases).filter(({ incidentId }) => incidentId !== undefined);
  const [phase] = incidents;
  const [healthy, faulty] = [modes["normal"], phase === undefined ? undefined : modes[phase.mode]];
  if (phase === undefined || incidents.length > 1 || healthy === undefined || faulty === undefined)
    return undefined;
  if ("share" in phase && phase.share !== undefined)
    return { target: `${phase.mode}.share`, none: 0, full: phase.share };
  const dial = modeDial(healthy, faulty);
  return dial === undefined || dial.full <= dial.none
    ? undefined
    : { ...dial, target: `${phase.mode}.${dial.target}` };
}

function modeDial(healthy: Mode, faulty: Mode): FaultDial | undefined {
  if (faulty.kind === "load") return { target: "stepMs", none: 0, full: faulty.stepMs };
  if (faulty.kind === "ramp") return { target: "percent", none: 0, full: faulty.percent };
  if (faulty.kind === "attack" && healthy.kind === "normal")
    return { target: "delayMs", none: healthy.delayMs, full: faulty.delayMs };
  if (faulty.kind === "jitter" && healthy.kind === "jitter")
    return { target: "sdMs", none: healthy.sdMs, full: faulty.sdMs };
  if (faulty.kind !== "lognormal" || healthy.kind !== "lognormal") return undefined;
  return faulty.medianMs > healthy.medianMs
    ? { target: "medianMs", none: healthy.medianMs, full: faulty.medianMs }
    : { target: "sigma", none: healthy.sigma, full: faulty.sigma };
}
