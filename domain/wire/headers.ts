/** Headers between client and server. Names are lower-case. */
export const headers = {
  /** Request: the index in the client's plan. */
  request: "x-firedrill-request",
  /** Request: the planned incident. Answer: the actual incident. */
  incident: "x-firedrill-incident",
  /** Answer: the name of the applied mode. Login request: the kind of traffic. */
  mode: "x-firedrill-mode",
  /** Login request from this machine: the simulated source address. */
  sourceAddress: "x-forwarded-for",
  /** Answer: the planned wait in milliseconds. */
  delayMs: "x-firedrill-delay-ms",
  /** Answer: `wait;dur=` and the actual wait in milliseconds. */
  serverTiming: "server-timing",
} as const;
