import { at, defineDetector, none } from "firedrill";

/** Alerts while the mean of the newest `window` answers is above `limit`. */
export const meanAbove = defineDetector({
  name: "mean-above",
  summary: "Alerts while the newest answers are slow on average.",
  reads: { signals: ["responseSeconds"] },
  options: {
    window: { kind: "count", default: 5, min: 1, unit: "rows", describe: "How many answers" },
    limit: { kind: "number", default: 0.1, min: 0, unit: "s", threshold: true, describe: "Mean above this" },
  },
  create: ({ window, limit }, log) => {
    const { valueOf } = log.signal("responseSeconds");
    const newest: number[] = [];
    let isFiring = false;
    return {
      name: "mean-above",
      windowSize: window,
      observe: (row) => {
        const seconds = valueOf(row);
        if (seconds === undefined) return none;
        newest.push(seconds);
        if (newest.length > window) newest.shift();
        const mean = newest.reduce((sum, value) => sum + value, 0) / newest.length;
        const isSlow = newest.length === window && mean > limit;
        if (isSlow === isFiring) return none;
        isFiring = isSlow;
        return [{ key: "mean", severity: "error", state: isSlow ? "firing" : "resolved", ...at(row) }];
      },
    };
  },
});
