import type { PhaseBase, PhasedScenario, PhaseLength } from "../phases/phase.ts";
import type { Mode } from "./modes.ts";
import type { Noise } from "./noise.ts";
import type { Recording } from "./recording.ts";

/** When requests leave. */
export type Pacing =
  /** One request in flight; the next leaves `waitMs` after the answer to the one before. */
  | { readonly kind: "closed"; readonly waitMs: number }
  /** Evenly spaced on one absolute schedule, whatever the answers do. */
  | { readonly kind: "constant"; readonly ratePerSecond: number }
  /** Independent arrivals at a mean rate, on one absolute schedule. */
  | { readonly kind: "poisson"; readonly ratePerSecond: number }
  /** At the instants of the scenario's recording, whatever the answers do. */
  | { readonly kind: "recorded" };

/** A stretch of requests that meet one mode. */
export interface RequestsPhase extends PhaseBase {
  /** How many requests, at least 1. */
  readonly requests: number;
  /** Which part of them meets the mode, drawn one by one; the others are `normal` and affected by nothing. Default 1. */
  readonly share?: number;
  /** Where requests are paced by a rate: that of this phase. Default: the pacing's. */
  readonly ratePerSecond?: number;
}

/** A stretch of time in which nothing is sent; its mode is of the kind `silence`. A phase with requests comes after it. */
interface SilentPhase extends PhaseBase {
  readonly forMs: number;
}

export type ResponsePhase = RequestsPhase | SilentPhase;

/** A scenario whose log is one of response times. */
export interface ResponseScenario extends PhasedScenario<Mode, ResponsePhase> {
  readonly source: "response";
  readonly pacing: Pacing;
  /** What modes and pacing of the kind `recorded` play; it has at least as many requests as the phases. */
  readonly recording?: Recording;
  /** The client gives a request up after this long. Default 20 000. */
  readonly timeoutMs?: number;
  /** A request unanswered for this long is written as a row of its own, once, before the row of its end. Default: never. */
  readonly openAfterMs?: number;
  /** How many requests the server works on at once; the rest queue, first come first served. Default: no limit. */
  readonly capacity?: number;
  /** Virtual clock only. Default: lognormal, median 3.5 ms, sigma 0.6; none where there is a recording. */
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

/** Phases are measured in requests. */
export const requestLength: PhaseLength<ResponsePhase> = {
  of: requestsIn,
  longer: (phase, by) => ("requests" in phase ? { ...phase, requests: phase.requests + by } : phase),
};
