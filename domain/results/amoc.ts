import type { CrashedDetector } from "./statistics.ts";

/** Cost and benefit of one detector configuration. */
export interface AmocPoint {
  /** As `--detector` takes it. */
  readonly spec: string;
  readonly falseAlarmsPerThousand: number;
  /** Mean delay in affected observations; a miss counts as the horizon. */
  readonly delay: number;
  readonly missed: number;
  readonly incidents: number;
  /** Identical drills that count as one; absent when drills differ. */
  readonly replays?: number;
}

/**
 * Delay against false alarms of one detector for one kind of incident (activity monitoring operating characteristic,
 * Fawcett and Provost 1999).
 */
export interface AmocCurve {
  readonly detector: string;
  readonly kind: string;
  /** By rising false alarms. */
  readonly points: readonly AmocPoint[];
}

/** The curves of some detectors. */
export interface AmocStudy {
  readonly scenario: string;
  readonly firstSeed: number;
  /** Of each setting. */
  readonly drills: number;
  readonly curves: readonly AmocCurve[];
  /** Settings at which a detector crashed. */
  readonly crashed: readonly CrashedDetector[];
  /** Draws them again. */
  readonly command: string;
}
