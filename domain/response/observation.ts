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
