import { defineDetector } from "../../domain/detector.ts";
import { signalOf } from "../../domain/sources.ts";
import { episode } from "../episode.ts";

const name = "threshold";

/** The yardstick for the rest: what everybody has, and what a better detector must beat. */
export const threshold = defineDetector({
  name,
  summary: "Alerts while answers are slower than a limit.",
  reads: ["response"],
  options: {
    limit: {
      kind: "number",
      default: 0.25,
      min: 0,
      unit: "s",
      threshold: true,
      describe: "slower than this is slow",
    },
    for: { kind: "count", default: 1, min: 1, unit: "rows", describe: "slow rows in a row before it alerts" },
  },
  create: ({ limit, for: rows }) => {
    const slowness = episode("slow", (seconds) => `${seconds.toFixed(3)} s against a limit of ${limit} s`);
    let slowRows = 0;

    return {
      name,
      windowSize: rows,
      observe: (observation) => {
        const seconds = signalOf(observation);
        slowRows = seconds > limit ? slowRows + 1 : 0;
        return slowness.judge(observation, slowRows >= rows ? "error" : undefined, seconds);
      },
    };
  },
});
