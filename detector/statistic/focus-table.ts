import type { ThresholdTable } from "./threshold-table.ts";

/**
 * Mean run lengths of `focusStatistic` on standard normal values: 10,000 runs for each threshold up to 8 (seed 11), 2,500
 * up to 11 (seed 12), 700 above (seed 13). Standard errors: 1, 2 and 4 per cent, which is 0.01, 0.02 and 0.04 of threshold.
 */
export const focusTable: ThresholdTable = {
  thresholds: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  arl0s: [27.4, 67.4, 159.4, 375.4, 896.3, 2181.5, 5404.1, 13_504.1, 33_234.4, 84_292.6, 220_251, 548_056.3],
};
