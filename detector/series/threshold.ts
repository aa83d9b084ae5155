import { defineDetector, none } from "../../domain/detector.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import { signalOption, withUnit } from "./signal.ts";

const name = "threshold";

/** The baseline that a better detector must beat. */
export const threshold = defineDetector({
  name,
  summary: "Alerts while answers are slower than a limit.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    limit: {
      kind: "number",
      default: 0.25,
      min: 0,
      unit: "s",
      threshold: true,
      describe: "an answer slower than this is slow",
    },
    for: {
      kind: "count",
      default: 1,
      min: 1,
      unit: "rows",
      describe: "consecutive slow rows before it alerts",
    },
    ...signalOption,
  },
  create: ({ limit, for: rows, signal }, log) => {
    const { unit, valueOf } = log.signal(signal);
    const slowness = new EpisodeTracker(
      unit === "s" ? "slow" : "high",
      (value) => `${withUnit(value.toFixed(3), unit)}, limit ${withUnit(String(limit), unit)}`,
    );
    let slowRows = 0;
    let latest: number | undefined;

    return {
      name,
      windowSize: rows,
      valueNow: () => latest,
      observe: (observation) => {
        const value = valueOf(observation);
        latest = value;
        if (value === undefined) return none;
        slowRows = value > limit ? slowRows + 1 : 0;
        return slowness.judge(observation, slowRows >= rows ? "error" : undefined, value);
      },
    };
  },
});
