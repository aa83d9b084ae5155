import { defineDetector, none } from "../../domain/detector.ts";
import { EpisodeTracker } from "../episode-tracker.ts";

const name = "silence";

/**
 * Judges the age of the newest row. It grows while no rows arrive, and jumps when the log's clock falls back. Stays
 * quiet before the first row: a log that has not begun is not silent.
 */
export const silence = defineDetector({
  name,
  summary: "Alerts when the newest row is older than a limit: no rows arrive, or the log's clock is behind.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    limit: {
      kind: "number",
      default: 3,
      min: 0.1,
      unit: "s",
      threshold: true,
      describe: "alert when the newest row is this old",
    },
  },
  create: ({ limit }) => {
    const stale = new EpisodeTracker("silence", (seconds) => `the newest row is ${seconds.toFixed(1)} s old`);
    let newest: { readonly index: number; readonly atMs: number } | undefined;
    let nowMs = -Infinity;

    return {
      name,
      windowSize: 1,
      observe: ({ index, atMs }) => {
        newest = { index, atMs };
        const ageMs = Math.max(0, nowMs - atMs);
        return stale.judge(newest, ageMs >= limit * 1000 ? "error" : undefined, ageMs / 1000);
      },
      elapse: (tickMs) => {
        nowMs = tickMs;
        if (newest === undefined || tickMs - newest.atMs < limit * 1000) return none;
        return stale.judge({ index: newest.index, atMs: tickMs }, "error", (tickMs - newest.atMs) / 1000);
      },
    };
  },
});
