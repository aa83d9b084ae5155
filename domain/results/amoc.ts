/** One setting of a detector: what it costs and what it gives. */
export interface AmocPoint {
  /** As `--detector` takes it. */
  readonly spec: string;
  readonly falseAlarmsPerThousand: number;
  /** Mean delay in affected observations; misses count with the horizon. */
  readonly delay: number;
  readonly missed: number;
  readonly incidents: number;
}

/**
 * Delay against false alarms (activity monitoring operating characteristic, Fawcett and Provost 1999) of one detector
 * for one kind of incident.
 */
export interface AmocCurve {
  readonly detector: string;
  readonly kind: string;
  /** From the least to the most false alarms. */
  readonly points: readonly AmocPoint[];
}
