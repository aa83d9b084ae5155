import type { CounterObservation, CounterPicture, CounterScenario } from "../../domain/counter/kit.ts";
import type { SeriesPoint } from "../../domain/results/picture.ts";
import type { ScoreKit } from "../source.ts";

export const counterScore: ScoreKit<CounterObservation, CounterScenario, CounterPicture> = {
  subjects: [],
  pictureCollector: () => {
    const series: SeriesPoint[] = [];
    return {
      add: ({ index, atMs, added }) => series.push({ index, atMs, value: added, failed: false }),
      finish: () => ({ source: "counter", series }),
    };
  },
  floorOf: () => ({ kind: "none", reason: "a counter has no law" }),
};
