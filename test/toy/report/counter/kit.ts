import type { CounterObservation, CounterPicture } from "../../domain/counter/kit.ts";
import { seriesLiveLine, seriesTimeline } from "../phases/timeline.ts";
import type { ReportKit } from "../source.ts";
import { elapsedText } from "../text/sentences.ts";

export const counterReport: ReportKit<CounterObservation, CounterPicture> = {
  timeline: (picture, frame) =>
    seriesTimeline(
      {
        label: "counter",
        title: "Added",
        valueText: String,
        series: picture.series,
        startMs: startOf(picture),
      },
      frame,
    ),
  isEmpty: ({ series }) => series.length === 0,
  whenText: (picture, atMs) => elapsedText(atMs - startOf(picture)),
  liveLine: () => seriesLiveLine(({ index, atMs, added }) => ({ index, atMs, value: added, failed: false })),
  axis: "elapsed",
  startMs: startOf,
  charts: ({ series }) => [{ kind: "line", title: "Added", unit: "", lines: [{ name: "", series }] }],
};

function startOf({ series: [first] }: CounterPicture): number {
  return first?.atMs ?? 0;
}
