/** Headers between client and server. Names are lower-case. */
export const headers = {
  /** Request: the index in the client's plan. */
  request: "x-firedrill-request",
  /** Request: the planned incident. Answer: the actual incident. */
  incident: "x-firedrill-incident",
  /** Answer: the name of the applied mode. Login request: the kind of traffic. */
  mode: "x-firedrill-mode",
  /** Request: the secret of the drill's own client. Without it a server in a drill tells nothing of the truth. */
  token: "x-firedrill-token",
  /** Login request from this machine: the simulated source address. */
  sourceAddress: "x-forwarded-for",
  /** Answer: the planned wait in milliseconds. */
  delayMs: "x-firedrill-delay-ms",
  /** Answer that ends a sample: how long the process was ready to run, but had no core, in milliseconds. */
  cpuWaitMs: "x-firedrill-cpu-wait-ms",
  /** Answer: `wait;dur=` and the actual wait in milliseconds. */
  serverTiming: "server-timing",
} as const;
