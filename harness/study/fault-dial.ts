import type { Mode } from "../../domain/response/mode.ts";
import { labelledPhases } from "../../domain/response/plan.ts";
import type { ResponseScenario, Scenario } from "../../domain/scenario.ts";

/** The one number of a scenario that says how large its fault is. */
export interface FaultDial {
  /** As `--set` takes it. */
  readonly target: string;
  /** No fault at all. */
  readonly none: number;
  /** As the scenario has it. */
  readonly full: number;
}

/** @returns undefined for more than one incident, and for faults that have no size, as all attacks on a login page */
export function faultDial(scenario: Scenario): FaultDial | undefined {
  switch (scenario.source) {
    case "response":
      return phaseDial(scenario);
    case "login":
      return undefined;
  }
}

function phaseDial({ phases, modes }: ResponseScenario): FaultDial | undefined {
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

const halvings = 8;
const smallestShare = 1 / 1024;
const significantDigits = 4;

/**
 * The smallest fault for which `isNoticed` holds, by halving the ratio between the full one and a thousandth of it.
 * @returns undefined when not even the full one is noticed
 */
export async function smallestNoticed(
  { none, full }: FaultDial,
  isNoticed: (value: number) => Promise<boolean>,
): Promise<number | undefined> {
  const valueAt = (share: number): number =>
    Number((none + (full - none) * share).toPrecision(significantDigits));
  if (!(await isNoticed(full))) return undefined;
  let [low, high] = [Math.log(smallestShare), 0];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (await isNoticed(valueAt(Math.exp(middle)))) high = middle;
    else low = middle;
  }
  return valueAt(Math.exp(high));
}
