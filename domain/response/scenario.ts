import type { PhaseBase, PhasedScenario, PhaseLength } from "../phases/phase.ts";
import type { Mode } from "./modes.ts";
import type { Noise } from "./noise.ts";
import type { Recording } from "./recording.ts";

/** How requests are timed. */
export type Pacing =
  /** One request in flight; the next leaves `waitMs` after the previous answer. */
  | { readonly kind: "closed"; readonly waitMs: number }
  /** Evenly spaced on an absolute schedule, independent of the answers. */
  | { readonly kind: "constant"; readonly ratePerSecond: number }
  /** Independent arrivals at a mean rate, on an absolute schedule. */
  | { readonly kind: "poisson"; readonly ratePerSecond: number }
  /** At the instants of the scenario's recording, independent of the answers. */
  | { readonly kind: "recorded" };

/** A stretch of requests that meet one mode. */
export interface RequestsPhase extends PhaseBase {
  /** At least 1. */
  readonly requests: number;
  /** The share of requests that meets the mode, drawn for each request; the others meet `normal`. Default 1. */
  readonly share?: number;
  /** The rate of this phase, for pacings with a rate. Default: the pacing's rate. */
  readonly ratePerSecond?: number;
}

/** A stretch without requests; its mode is of the kind `silence`. A phase with requests follows it. */
interface SilentPhase extends PhaseBase {
  readonly forMs: number;
}

export type ResponsePhase = RequestsPhase | SilentPhase;

/** A scenario that produces a response-time log. */
export interface ResponseScenario extends PhasedScenario<Mode, ResponsePhase> {
  readonly source: "response";
  readonly pacing: Pacing;
  /** The data for modes and pacing of the kind `recorded`; at least as many requests as the phases have. */
  readonly recording?: Recording;
  /** The client gives up a request after this long. Default 20 000. */
  readonly timeoutMs?: number;
  /** A request that is unanswered for this long gets one row of its own before its final row. Default: never. */
  readonly openAfterMs?: number;
  /** How many requests the server processes at once; the others queue in order of arrival. Default: no limit. */
  readonly capacity?: number;
  /** Virtual clock only. Default: lognormal, median 3.5 ms, sigma 0.6; none with a recording. */
  readonly noise?: Noise;
}

/** Requests in all phases together. */
export function requestCount({ phases }: Pick<ResponseScenario, "phases">): number {
  return phases.reduce((sum, phase) => sum + requestsIn(phase), 0);
}

/** 0 in a silence. */
export function requestsIn(phase: ResponsePhase): number {
  return "requests" in phase ? phase.requests : 0;
}

/** Measures phases in requests. */
export const requestLength: PhaseLength<ResponsePhase> = {
  of: requestsIn,
  longer: (phase, by) => ("requests" in phase ? { ...phase, requests: phase.requests + by } : phase),
};
