import { defineDetector, none } from "../domain/detector.ts";
import { signalOf } from "../domain/signal.ts";
import { episode } from "./episode.ts";
import { checkLevels, distanceLevels, severityAt } from "./levels.ts";
import { freshOriginalState, pollOriginal } from "./original-poll.ts";

const name = "knn-original";

/**
 * The original to the letter, polled after every row: block against the block before it, once a block. Of the polls
 * that the real one misses, and the duplicates that follow, `pollOriginal` knows.
 *
 * The original prints a line per alarmed block and never says that it is over. Here the first alarmed block opens an
 * episode and the first silent block after it resolves it. Since only a change is far from the block before, a fault
 * that stays resolves after a block or two, and its end, as far from the fault as the fault was from health, opens an
 * episode of its own.
 */
export const knnOriginal = defineDetector({
  name,
  summary: "The original: alerts when a block of values is far from the block before it.",
  reads: ["response"],
  options: {
    window: { kind: "count", default: 10, min: 1, max: 10_000, unit: "rows", describe: "values in a block" },
    ...distanceLevels,
  },
  create: (options) => {
    const { window } = options;
    checkLevels(name, options);
    const change = episode("response-time", (distance) => describe(distance, window));
    let state = freshOriginalState;

    return {
      name,
      windowSize: window,
      observe: (observation) => {
        const poll = pollOriginal(state, [signalOf(observation)], options);
        state = poll.state;
        const distance = poll.fit?.distances[0];
        if (distance === undefined) return none;
        return change.judge(observation, severityAt(distance, options), distance);
      },
    };
  },
});

function describe(distance: number, window: number): string {
  return `the newest ${window} lie ${distance.toFixed(3)} s from the ${window} before them`;
}
