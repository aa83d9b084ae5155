import type { Series, SeriesPoint } from "../results/picture.ts";
import type { ResponseObservation } from "./observation.ts";
import { elapsedMs } from "./observation.ts";

/** The chart data of a response-time log. Keeps every row, so that one slow answer among thousands is visible. */
export interface ResponsePicture {
  readonly source: "response";
  /** In order of index; values are milliseconds. */
  readonly series: Series;
}

/** A row's point in the chart. It failed when there was no answer or the status is 400 or above. */
export function responsePoint(observation: ResponseObservation): SeriesPoint {
  const { index, atMs, outcome } = observation;
  const failed = outcome.kind === "failed" || (outcome.kind === "completed" && outcome.status >= 400);
  return { index, atMs, value: elapsedMs(observation), failed };
}
