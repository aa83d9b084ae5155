/** The words that client and server exchange beside the request itself. Header names are lower-case. */
export const headers = {
  /** Request: the index in the client's plan. */
  request: "x-firedrill-request",
  /** Request: the incident the plan puts it in. Answer: the incident it really belongs to. */
  incident: "x-firedrill-incident",
  /** Answer: the name of the mode that was really applied. Request to log in: the kind of traffic it belongs to. */
  mode: "x-firedrill-mode",
  /** Request to log in, from this machine only: the address it is to count as coming from. */
  sourceAddress: "x-forwarded-for",
  /** Answer: the wait that was asked for, in milliseconds. */
  delayMs: "x-firedrill-delay-ms",
  /** Answer: `wait;dur=` the milliseconds really waited. */
  serverTiming: "server-timing",
} as const;
