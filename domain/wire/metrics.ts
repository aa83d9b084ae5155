/** What the mock server says of itself at `/metrics`. The mode is never a label: it would be the answer key. */
export const metricNames = {
  duration: "http_request_duration_seconds",
  requests: "http_requests_total",
  errors: "http_request_errors_total",
  inFlight: "http_requests_in_flight",
} as const;

/** Upper edges of the histogram's buckets, in seconds; a rule's threshold is exact where it is one of them. */
export const durationEdgesS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 1, 2.5, 5, 10,
] as const;

/**
 * Values of the label `code` that exist from the start, with zeros: a counter that appears with its first event has no
 * increase to speak of, and a rule on it stays silent.
 * @param others - statuses that are known to come
 */
export function statusCodes(others: readonly number[]): readonly number[] {
  return [...new Set([200, 500, ...others])];
}
