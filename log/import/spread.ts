import { roundToMicros } from "../../domain/clock.ts";

const secondMs = 1000;

/** Whether every instant is a whole second; not so when there is none. */
export function areWholeSeconds(stampsMs: Float64Array): boolean {
  return stampsMs.length > 0 && stampsMs.every((stampMs) => stampMs % secondMs === 0);
}

/**
 * Spreads the instants of each second evenly over it, in their order: a log that names only seconds would else replay as
 * a burst at each of them.
 */
export function spreadOverSeconds(stampsMs: Float64Array): void {
  const counts = new Map<number, number>();
  for (const stampMs of stampsMs) counts.set(stampMs, (counts.get(stampMs) ?? 0) + 1);
  const seen = new Map<number, number>();
  for (let at = 0; at < stampsMs.length; at += 1) {
    const stampMs = stampsMs[at] ?? 0;
    const before = seen.get(stampMs) ?? 0;
    seen.set(stampMs, before + 1);
    const micros = Math.floor((before * secondMs * 1000) / (counts.get(stampMs) ?? 1));
    stampsMs[at] = roundToMicros(stampMs + micros / 1000);
  }
}
