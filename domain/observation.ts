/** What became of a request. Durations are milliseconds from `sentAtMs`, rounded to the microsecond. */
export type ResponseOutcome =
  | { readonly kind: "completed"; readonly status: number; readonly responseMs: number }
  /** Refused, reset, timed out, ...: `error` is a short code such as `ECONNRESET` or `TIMEOUT`. */
  | { readonly kind: "failed"; readonly error: string; readonly afterMs: number }
  /** Not answered yet; written only where a scenario asks for it. */
  | { readonly kind: "open"; readonly ageMs: number };

/** One request as the client saw it. */
export interface ResponseObservation {
  readonly kind: "response";
  /** From 0, in order of writing. */
  readonly index: number;
  /** When the request ended: the last byte of the answer, or the failure. While it is open: when that was noted. */
  readonly atMs: number;
  /** When it should have been sent; equal to `sentAtMs` unless the client was late, or silent. */
  readonly plannedAtMs: number;
  /** Just before it was written to the socket. */
  readonly sentAtMs: number;
  readonly outcome: ResponseOutcome;
}

/** Why a login was refused. In the log only: whoever knocks is never told. */
export const loginFailures = ["wrong_username", "wrong_password", "account_locked"] as const;

export type LoginFailure = (typeof loginFailures)[number];

export type LoginOutcome =
  { readonly kind: "success" } | { readonly kind: "failure"; readonly reason: LoginFailure };

/** One attempt to log in as the server saw it. */
export interface LoginObservation {
  readonly kind: "login";
  /** From 0, in order of writing. */
  readonly index: number;
  /** When it arrived. */
  readonly atMs: number;
  /** Where it came from. Anybody's text, like `user`: nothing in it is to be trusted. */
  readonly ip: string;
  /** The name as it was typed; not every one is a user's. */
  readonly user: string;
  readonly outcome: LoginOutcome;
}

/** One line of a log as a monitoring system would see it. It never carries the truth. */
export type Observation = ResponseObservation | LoginObservation;

/** The kind of log. */
export type LogSource = Observation["kind"];

export type ObservationOf<S extends LogSource> = Extract<Observation, { readonly kind: S }>;

/** How long the request took, or has taken so far; a failed request counts as slow as it was. */
export function elapsedMs({ outcome }: ResponseObservation): number {
  switch (outcome.kind) {
    case "completed":
      return outcome.responseMs;
    case "failed":
      return outcome.afterMs;
    case "open":
      return outcome.ageMs;
  }
}

/** When the row's cause was set in motion: planned, not completed, because a slow answer starts before it ends. */
export function causedAtMs(observation: Observation): number {
  switch (observation.kind) {
    case "response":
      return observation.plannedAtMs;
    case "login":
      return observation.atMs;
  }
}
