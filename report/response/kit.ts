import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { ResponsePicture } from "../../domain/response/picture.ts";
import { responsePoint } from "../../domain/response/picture.ts";
import { seriesLiveLine, seriesTimeline } from "../phases/timeline.ts";
import type { ReportKit } from "../source.ts";
import { durationText, elapsedText } from "../text/sentences.ts";

export const responseReport: ReportKit<ResponseObservation, ResponsePicture> = {
  timeline: (picture, frame) =>
    seriesTimeline(
      {
        label: "response",
        title: "Response time",
        valueText: durationText,
        series: picture.series,
        startMs: startOf(picture),
      },
      frame,
    ),
  isEmpty: ({ series }) => series.length === 0,
  whenText: (picture, atMs) => elapsedText(atMs - startOf(picture)),
  liveLine: () => seriesLiveLine(responsePoint),
  axis: "elapsed",
  startMs: startOf,
  charts: ({ series }) => [
    { kind: "line", title: "Response time", unit: "ms", lines: [{ name: "", series }] },
  ],
};

/** When the first request was sent. */
function startOf({ series: [first] }: ResponsePicture): number {
  return first === undefined ? 0 : first.atMs - first.value;
}
