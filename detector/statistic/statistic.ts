/**
 * A running measure of evidence that values which should be standard normal no longer are. Allocates nothing per value.
 */
export interface Statistic {
  /** Takes the next value in and says how strong the evidence is by now; 0 or less is none. */
  readonly next: (value: number) => number;
  /** Forgets everything. */
  readonly reset: () => void;
}
