import type { PhaseBase, PhasedScenario, PhaseLength } from "../phases/phase.ts";
import type { Mode } from "./modes.ts";

/** A stretch in which the process is in one mode. */
export interface ProcessPhase extends PhaseBase {
  /** A whole number, at least 1: one sample a second. */
  readonly seconds: number;
}

/** A scenario about one process, sampled once a second. */
export interface ProcessScenario extends PhasedScenario<Mode, ProcessPhase> {
  readonly source: "process";
}

/** Measures phases in seconds, and so in samples. */
export const secondsLength: PhaseLength<ProcessPhase> = {
  of: ({ seconds }) => seconds,
  longer: (phase, by) => ({ ...phase, seconds: phase.seconds + by }),
};

export function secondsIn({ phases }: Pick<ProcessScenario, "phases">): number {
  return phases.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The time between samples. */
export const sampleMs = 1000;

/** What the process does from one sample to the next. */
export interface PlannedInterval {
  /** Of the sample at its end, from 0. */
  readonly index: number;
  readonly mode: string;
  /** Absent when the mode is healthy. */
  readonly incident?: string;
}
