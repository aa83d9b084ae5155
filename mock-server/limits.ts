/** What clients may ask of a server at most. Durations are milliseconds of wall time. */
export interface Limits {
  /** For sending the request line and headers. */
  readonly headersMs: number;
  /** For sending a whole request. */
  readonly requestMs: number;
  /** How often the two are checked. */
  readonly checkMs: number;
  /** Unanswered requests on one connection. */
  readonly unansweredPerConnection: number;
  /** Unanswered requests on all connections. The drill's own client is free of this limit. */
  readonly unansweredInAll: number;
}

export const usualLimits: Limits = {
  headersMs: 10_000,
  requestMs: 60_000,
  checkMs: 2000,
  unansweredPerConnection: 100,
  unansweredInAll: 10_000,
};
