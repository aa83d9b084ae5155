/** The outcome of a request. Durations are milliseconds from sending, rounded to the microsecond. */
export type RequestOutcome =
  | { readonly kind: "completed"; readonly status: number; readonly responseMs: number }
  /** Refused, reset, timed out, ...: `error` is a short code such as `ECONNRESET` or `TIMEOUT`. */
  | { readonly kind: "failed"; readonly error: string; readonly afterMs: number }
  /** Not answered yet; recorded only if the scenario asks for it. */
  | { readonly kind: "open"; readonly ageMs: number };

/** Reasons for failed requests other than system codes such as `ECONNREFUSED` or `ECONNRESET`. */
export const failures = {
  /** The client gave up at its deadline. */
  timeout: "TIMEOUT",
  /** The server closed the connection before the head of an answer. */
  connectionClosed: "CONNECTION_CLOSED",
  /** The server closed the connection in the middle of an answer. */
  bodyTruncated: "BODY_TRUNCATED",
} as const;

/** The system's code when no server listens. */
export const connectionRefused = "ECONNREFUSED";

/** When a client gives up a request by default. */
export const defaultTimeoutMs = 20_000;
