/**
 * What is known of health: turns values into scores that are standard normal as long as nothing is wrong, whatever the
 * law of the values.
 */
export interface Baseline {
  /** Enough is known to judge. */
  readonly isReady: () => boolean;
  readonly score: (value: number) => number;
  /** Adds a value of the reference, or one that raised no alarm. */
  readonly learn: (value: number) => void;
  /** There is an alarm: what was learned last is in doubt. */
  readonly doubt: () => void;
}
