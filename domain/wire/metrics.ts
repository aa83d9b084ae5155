/** Metrics of the mock server at `/metrics`. The mode is never a label, because that would reveal the truth. */
export const metricNames = {
  duration: "http_request_duration_seconds",
  requests: "http_requests_total",
  errors: "http_request_errors_total",
  inFlight: "http_requests_in_flight",
} as const;

/**
 * When a labelled series appears: `eager` ones are there with zeros from the start, `lazy` ones with their first event,
 * as client libraries do it unless told otherwise. The first event of a lazy series is no increase.
 */
export type Counters = "eager" | "lazy";

export const counterChoices = ["eager", "lazy"] as const satisfies readonly Counters[];

/** Upper edges of the histogram buckets in seconds. A rule's threshold is exact at these values. */
export const durationEdgesS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 1, 2.5, 5, 10,
] as const;

/**
 * Values of the label `code` that eager counters have from the start.
 * @param others - other statuses that can occur
 */
export function statusCodes(others: readonly number[]): readonly number[] {
  return [...new Set([200, 500, ...others])];
}
