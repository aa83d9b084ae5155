/** What a watched process leaks at most, so that no drill takes the machine down. */
export const mostLeakedBytes = 1e9;
export const mostLeakedFiles = 10_000;

/** When a watched process ends, or is given nothing to do. */
export interface VictimLimits {
  /** It is killed above this much resident memory. */
  readonly rssBytes: number;
  /** A fault that lasts this long without an order has been forgotten. */
  readonly forgottenMs: number;
}

export const victimLimits: VictimLimits = { rssBytes: 1.5e9, forgottenMs: 600_000 };
