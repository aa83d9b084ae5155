import type { Random } from "../../domain/chance/random.ts";
import { randomStream } from "../../domain/chance/random.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { Mode, Modes } from "../../domain/response/modes.ts";
import type { Noise } from "../../domain/response/noise.ts";
import { loopbackNoise } from "../../domain/response/noise.ts";
import type { ResponsePhase, ResponseScenario } from "../../domain/response/scenario.ts";
import type { ScenarioFloor } from "../source.ts";
import type { LawfulRow, ModeLaw } from "./laws.ts";
import { constantMs, isFailure, phaseLaw } from "./laws.ts";
import { gaussianFloor, likelihoodRatioFloor } from "./optimal-cusum.ts";

const seed = 1;

/**
 * The least mean delay that any rule can have that knows the scenario's laws, at an ARL0: of the CUSUM of the likelihood
 * ratio (Moustakides 1986). By the integral equation where the logarithm is normal before and after, else by seeded
 * simulation. A request that fails tells that it failed, not when.
 * @param incident - kind of the incident, which is the name of its mode
 * @param arl0 - healthy observations to a false alarm, above 1
 */
export function responseFloor(scenario: ResponseScenario, incident: string, arl0: number): ScenarioFloor {
  const phases = labelledPhases(scenario.phases);
  const at = phases.findIndex((one) => one.mode === incident && one.incidentId !== undefined);
  const phase = phases[at];
  const [normal, mode] = [scenario.modes["normal"], scenario.modes[incident]];
  if (phase === undefined || mode === undefined || normal === undefined || "forMs" in phase)
    return none(`the scenario has no requests that meet ${incident}`);
  const { noise = scenario.recording === undefined ? loopbackNoise : noNoise } = scenario;
  const share = phase.share ?? 1;
  const health = healthOf(phases[at - 1], scenario.modes);
  if (noise.kind === "none" && health.share === 0) {
    const shift = share === 1 ? normalShift(normal, mode) : undefined;
    if (shift !== undefined) return exactly(gaussianFloor(shift, arl0));
    if (isToldAtOnce(normal, mode)) return exactly(1);
  }
  const before = phaseLaw(normal, health.mode ?? normal, health.share, noise);
  const after = phaseLaw(normal, mode, share, noise);
  if (before === undefined || after === undefined)
    return none(`rows of ${mode.kind} are not independent draws from one law`);
  const laws = {
    healthy: (random: Random) => logRatio(before, after, before.draw(random)),
    affected: (random: Random) => logRatio(before, after, after.draw(random)),
  };
  const { delay, error } = likelihoodRatioFloor(laws, arl0, randomStream(seed, "floor"));
  return { kind: "floor", delay: Math.max(1, delay * share), error: error * share, state: "zero" };
}

const noNoise: Noise = { kind: "none" };

function none(reason: string): ScenarioFloor {
  return { kind: "none", reason };
}

function exactly(delay: number): ScenarioFloor {
  return { kind: "floor", delay, error: 0, state: "zero" };
}

/** What part of healthy requests meets another mode than `normal`, as the phase before the incident has it. */
function healthOf(
  before: ResponsePhase | undefined,
  modes: Modes,
): { readonly mode?: Mode; readonly share: number } {
  const mode = before === undefined ? undefined : modes[before.mode];
  if (before === undefined || mode === undefined || before.incident !== false || "forMs" in before)
    return { share: 0 };
  return { mode, share: before.share ?? 1 };
}

/** In standard deviations of the logarithm; `undefined` unless that is normal with one spread before and after. */
function normalShift(healthy: Mode, affected: Mode): number | undefined {
  if (healthy.kind !== "lognormal" || affected.kind !== "lognormal") return undefined;
  const shift = Math.log(affected.medianMs / healthy.medianMs) / healthy.sigma;
  return affected.sigma === healthy.sigma && shift > 0 ? shift : undefined;
}

/** Without noise a constant wait is told from any other by its first row, and so is a failure where there was none. */
function isToldAtOnce(healthy: Mode, affected: Mode): boolean {
  if (isFailure(affected)) return true;
  const [before, after] = [constantMs(healthy), constantMs(affected)];
  return (before !== undefined || after !== undefined) && before !== after;
}

function logRatio(before: ModeLaw, after: ModeLaw, row: LawfulRow): number {
  const [one, other] = [before.likelihood(row), after.likelihood(row)];
  if (one === other) return 0;
  return Math.log(other / one);
}
