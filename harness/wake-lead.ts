/** How much too late a wake-up comes on this machine these days, and so how much earlier to ask for it. */
export interface WakeLead {
  /** 0.02 to 0.5. */
  leadMs(): number;
  /** @param lateMs - what one wake-up was late by; a thread that was kept busy makes it large, which is why a median is taken */
  learn(lateMs: number): void;
}

export const shortestLeadMs = 0.02;
export const longestLeadMs = 0.5;
const firstLeadMs = 0.1;
const samplesKept = 31;

/** The running median of the last 31 samples. */
export function wakeLead(): WakeLead {
  const samples = new Float64Array(samplesKept);
  let learned = 0;
  let leadMs = firstLeadMs;

  return {
    leadMs: () => leadMs,
    learn(lateMs) {
      samples[learned % samplesKept] = lateMs;
      learned += 1;
      const count = Math.min(learned, samplesKept);
      const median = samples.subarray(0, count).toSorted()[count >> 1] ?? firstLeadMs;
      leadMs = Math.min(Math.max(median, shortestLeadMs), longestLeadMs);
    },
  };
}
