import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { ResponsePicture } from "../../domain/response/picture.ts";
import { responsePoint } from "../../domain/response/picture.ts";
import { inStretch } from "../close-up.ts";
import { seriesLiveLine, seriesTimeline } from "../phases/timeline.ts";
import type { ReportKit, TimelineFrame } from "../source.ts";
import { durationText, elapsedText } from "../text/sentences.ts";

export const responseReport: ReportKit<ResponseObservation, ResponsePicture> = {
  timeline: (picture, frame) => curve(picture.series, startOf(picture), frame),
  closeUp: (picture, stretch, frame) => curve(inStretch(picture.series, stretch), startOf(picture), frame),
  isEmpty: ({ series }) => series.length === 0,
  whenText: (picture, atMs) => elapsedText(atMs - startOf(picture)),
  liveLine: () => seriesLiveLine(responsePoint),
  axis: "elapsed",
  startMs: startOf,
  charts: ({ series }) => [
    { kind: "line", title: "Response time", unit: "ms", lines: [{ name: "", series }] },
  ],
};

function curve(series: ResponsePicture["series"], startMs: number, frame: TimelineFrame): readonly string[] {
  const words = { label: "response", title: "Response time", valueText: durationText };
  return seriesTimeline({ ...words, series, startMs }, frame);
}

/** When the first request was sent. */
function startOf({ series: [first] }: ResponsePicture): number {
  return first === undefined ? 0 : first.atMs - first.value;
}
