import type { ThresholdTable } from "./threshold-table.ts";

/**
 * Mean run lengths of `pageHinkleyStatistic` on standard normal values: 10,000 runs for each threshold up to 40 (seed 21),
 * 2,500 up to 120 (seed 22), 600 up to 240 (seed 23), 400 above (seed 24). Standard errors: 1, 2, 4 and 5 per cent.
 */
export const pageHinkleyTable: ThresholdTable = {
  thresholds: [5, 10, 20, 30, 40, 60, 80, 120, 160, 200, 240, 320, 420],
  arl0s: [
    36.4, 120.9, 472.2, 1108.6, 2026.3, 4857.6, 9063.9, 23_700.6, 49_387.5, 93_879.3, 166_306.3, 414_982.7,
    1_330_855.8,
  ],
};
