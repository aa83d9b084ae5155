import { defineDetector, none } from "../../domain/detector.ts";
import { EpisodeTracker } from "../episode-tracker.ts";

const name = "open-age";

/**
 * Watches requests that hang. Such a request has no answer and, until its time-out, no row except one that reports it
 * as still open. A scenario asks for such rows with `openAfterMs`.
 */
export const openAge = defineDetector({
  name,
  summary: "Alerts while requests stay unanswered for longer than a limit.",
  reads: { signals: ["openSeconds", "answeredSeconds"] },
  options: {
    limit: {
      kind: "number",
      default: 1,
      min: 0,
      unit: "s",
      threshold: true,
      describe: "age at which an open request is too old",
    },
  },
  create: ({ limit }, log) => {
    const { valueOf: openIn } = log.signal("openSeconds");
    const { valueOf: answeredIn } = log.signal("answeredSeconds");
    let latest: number | undefined;
    const stuck = new EpisodeTracker("open", (seconds) => `${seconds.toFixed(3)} s, limit ${limit} s`);

    return {
      name,
      windowSize: 1,
      valueNow: () => latest,
      observe: (observation) => {
        const open = openIn(observation);
        latest = open;
        if (open !== undefined) return open >= limit ? stuck.judge(observation, "error", open) : none;
        const answered = answeredIn(observation);
        if (answered === undefined || answered >= limit) return none;
        return stuck.judge(observation, undefined, answered);
      },
    };
  },
});
