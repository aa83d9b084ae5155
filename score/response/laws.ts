import type { Random } from "../../domain/chance/random.ts";
import { normalCumulative, normalDensity, normalQuantile } from "../../domain/numbers/normal.ts";
import type { Mode } from "../../domain/response/modes.ts";
import type { Noise } from "../../domain/response/noise.ts";

/** One row as far as a rule can tell rows apart: how long the answer took, or that there was none worth the name. */
export type LawfulRow = { readonly kind: "answered"; readonly ms: number } | { readonly kind: "failed" };

/** What rows are like in a phase: independent draws from one law. */
export interface ModeLaw {
  readonly draw: (random: Random) => LawfulRow;
  /** The density of an answer, or the probability of a failure. */
  readonly likelihood: (row: LawfulRow) => number;
}

const failed: LawfulRow = { kind: "failed" };

/**
 * The law of a phase of which `share` of the requests meet `mode`, the others `normal`.
 * @returns undefined when either has no law of its own
 */
export function phaseLaw(normal: Mode, mode: Mode, share: number, noise: Noise): ModeLaw | undefined {
  const [usual, special] = [componentOf(normal, noise), componentOf(mode, noise)];
  if (usual === undefined || special === undefined) return undefined;
  return {
    draw: (random) => {
      const component = share >= 1 || random.uniform() < share ? special : usual;
      return component === "fails" ? failed : { kind: "answered", ms: component.draw(random) };
    },
    likelihood: (row) => share * likelihoodIn(special, row) + (1 - share) * likelihoodIn(usual, row),
  };
}

type Component = ResponseLaw | "fails";

function componentOf(mode: Mode, noise: Noise): Component | undefined {
  return isFailure(mode) ? "fails" : responseLaw(mode, noise);
}

/** True where no request of the mode brings an answer worth the name. */
export function isFailure(mode: Mode): boolean {
  if (mode.kind === "errors") return mode.status >= 500;
  return mode.kind === "hang" || mode.kind === "blackhole" || mode.kind === "truncate";
}

function likelihoodIn(component: Component, row: LawfulRow): number {
  if (component === "fails") return row.kind === "failed" ? 1 : 0;
  return row.kind === "failed" ? 0 : component.density(row.ms);
}

/** The law of the time that one request takes, milliseconds. */
interface ResponseLaw {
  readonly draw: (random: Random) => number;
  /** Per millisecond; times that all laws share a constant of, as where there is neither wait nor noise, have none. */
  readonly density: (ms: number) => number;
}

/** A wait by the normal quantile it is drawn with. */
interface WaitLaw {
  readonly waitMs: (normal: number) => number;
  readonly density: (ms: number) => number;
}

/** Where the 90th and the 99th percentile of a standard normal lie. */
const normal90 = 1.2815515655446004;
const normal99 = 2.3263478740408408;
const quadraturePoints = 100;

/**
 * The law of a mode's answers with the network's share added.
 * @returns undefined for a mode whose rows are no independent answers of one law
 */
function responseLaw(mode: Mode, noise: Noise): ResponseLaw | undefined {
  const wait = waitLaw(mode);
  if (wait === undefined) return undefined;
  if (noise.kind === "none") return { draw: (random) => wait.waitMs(random.normal()), density: wait.density };
  const { medianMs, sigma } = noise;
  const added = lognormalDensity(medianMs, sigma);
  const waits = constantMs(mode) === undefined ? quantilesOf(wait) : [wait.waitMs(0)];
  return {
    draw: (random) => wait.waitMs(random.normal()) + medianMs * Math.exp(sigma * random.normal()),
    density: (ms) => waits.reduce((sum, waitMs) => sum + added(ms - waitMs), 0) / waits.length,
  };
}

/** The wait of a mode that always waits for as long; two of them without noise are told apart by one row. */
export function constantMs(mode: Mode): number | undefined {
  if (mode.kind === "normal" || mode.kind === "attack") return mode.delayMs;
  return mode.kind === "dribble" ? mode.delayMs + (mode.chunks - 1) * mode.everyMs : undefined;
}

function waitLaw(mode: Mode): WaitLaw | undefined {
  const constant = constantMs(mode);
  if (constant !== undefined) return { waitMs: () => constant, density: () => 0 };
  if (mode.kind === "lognormal") return lognormal(mode.medianMs, mode.sigma);
  if (mode.kind === "jitter") {
    const ratio = mode.sdMs / mode.meanMs;
    const variance = Math.log1p(ratio * ratio);
    return lognormal(mode.meanMs * Math.exp(-variance / 2), Math.sqrt(variance));
  }
  if (mode.kind === "percentiles") return percentiles(mode.p50Ms, mode.p90Ms, mode.p99Ms);
  return mode.kind === "uniform" ? uniform(mode.minMs, mode.maxMs) : undefined;
}

function lognormal(medianMs: number, sigma: number): WaitLaw {
  return {
    waitMs: (normal) => medianMs * Math.exp(sigma * normal),
    density: lognormalDensity(medianMs, sigma),
  };
}

function lognormalDensity(medianMs: number, sigma: number): (ms: number) => number {
  return (ms) => (ms <= 0 ? 0 : normalDensity(Math.log(ms / medianMs) / sigma) / (sigma * ms));
}

function percentiles(p50Ms: number, p90Ms: number, p99Ms: number): WaitLaw {
  const lower = lognormal(p50Ms, Math.log(p90Ms / p50Ms) / normal90);
  const sigma = Math.log(p99Ms / p90Ms) / (normal99 - normal90);
  const upper = lognormal(p90Ms * Math.exp(-sigma * normal90), sigma);
  return {
    waitMs: (normal) => (normal <= normal90 ? lower : upper).waitMs(normal),
    density: (ms) => (ms <= p90Ms ? lower : upper).density(ms),
  };
}

function uniform(minMs: number, maxMs: number): WaitLaw {
  return {
    waitMs: (normal) => minMs + (maxMs - minMs) * normalCumulative(normal),
    density: (ms) => (ms < minMs || ms > maxMs ? 0 : 1 / (maxMs - minMs)),
  };
}

function quantilesOf({ waitMs }: WaitLaw): readonly number[] {
  return Array.from({ length: quadraturePoints }, (_, at) =>
    waitMs(normalQuantile((at + 0.5) / quadraturePoints)),
  );
}
