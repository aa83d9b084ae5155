import type { SeriesPoint } from "../results/picture.ts";
import type { ResponseObservation } from "./observation.ts";
import { elapsedMs } from "./observation.ts";

/** What is drawn of a log of response times: every row, for one slow answer among thousands is to be seen. */
export interface ResponsePicture {
  readonly source: "response";
  /** In order of index; values are milliseconds. */
  readonly series: readonly SeriesPoint[];
}

/** A row as far as it is drawn. It failed when there is no answer, or one with an error status. */
export function responsePoint(observation: ResponseObservation): SeriesPoint {
  const { index, atMs, outcome } = observation;
  const failed = outcome.kind === "failed" || (outcome.kind === "completed" && outcome.status >= 400);
  return { index, atMs, value: elapsedMs(observation), failed };
}
