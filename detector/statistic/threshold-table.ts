/** Mean run lengths on standard normal values, found by simulation. */
export interface ThresholdTable {
  /** Rising. */
  readonly thresholds: readonly number[];
  /** Of each threshold. */
  readonly arl0s: readonly number[];
}

/** Interpolates in the logarithm of ARL0, and goes on straight beyond both ends. */
export function thresholdFromTable({ thresholds, arl0s }: ThresholdTable, arl0: number): number {
  const logs = arl0s.map((known) => Math.log(known));
  const wanted = Math.log(arl0);
  const above = logs.findIndex((log) => log >= wanted);
  const right = Math.min(Math.max(1, above === -1 ? logs.length - 1 : above), logs.length - 1);
  const [from = 0, to = 1] = [logs[right - 1], logs[right]];
  const [low = 0, high = 0] = [thresholds[right - 1], thresholds[right]];
  return low + ((high - low) * (wanted - from)) / (to - from);
}
