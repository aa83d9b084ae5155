import type { ThresholdTable } from "./threshold-table.ts";

/**
 * Mean run lengths of `pageHinkleyStatistic` on standard normal values: 10,000 runs for each threshold up to 40 (seed 21),
 * 2,500 up to 120 (seed 22), 600 up to 240 (seed 23), 400 above (seed 24). Standard errors: 1, 2, 4 and 5 per cent.
 */
export const pageHinkleyTable: ThresholdTable = {
  thresholds: [5, 10, 20, 30, 40, 60, 80, 120, 160, 200, 240],
  arl0s: [42.3, 136, 489.7, 1082.2, 1972.7, 4690.6, 8845.3, 23_318.6, 48_909.4, 93_484.9, 164_829.2],
};
