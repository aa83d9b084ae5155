/** What became of a request. Durations are milliseconds from its sending, rounded to the microsecond. */
export type RequestOutcome =
  | { readonly kind: "completed"; readonly status: number; readonly responseMs: number }
  /** Refused, reset, timed out, ...: `error` is a short code such as `ECONNRESET` or `TIMEOUT`. */
  | { readonly kind: "failed"; readonly error: string; readonly afterMs: number }
  /** Not answered yet; told only where a scenario asks for it. */
  | { readonly kind: "open"; readonly ageMs: number };

/** Why a request failed, where it is not the system's own code such as `ECONNREFUSED` or `ECONNRESET`. */
export const failures = {
  /** The client gave it up at its deadline. */
  timeout: "TIMEOUT",
  /** The server closed the connection before the head of an answer. */
  connectionClosed: "CONNECTION_CLOSED",
  /** The server closed the connection in the middle of an answer. */
  bodyTruncated: "BODY_TRUNCATED",
} as const;

/** Nobody listens; as the system says it. */
export const connectionRefused = "ECONNREFUSED";

/** A client gives a request up after this long where nobody says otherwise. */
export const defaultTimeoutMs = 20_000;
