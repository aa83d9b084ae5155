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
