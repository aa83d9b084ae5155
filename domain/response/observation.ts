import type { RequestOutcome } from "../wire/outcome.ts";

export type ResponseOutcome = RequestOutcome;

/** One request as the client saw it. */
export interface ResponseObservation {
  readonly kind: "response";
  /** From 0, in order of writing. */
  readonly index: number;
  /** When the request ended, with the last byte or the failure. For an open request: when its row was written. */
  readonly atMs: number;
  /** When the request was due; equal to `sentAtMs` unless the client was late or silent. */
  readonly plannedAtMs: number;
  /** Just before the request was written to the socket. */
  readonly sentAtMs: number;
  readonly outcome: ResponseOutcome;
}

/** How long the request took, or has taken so far; includes failed requests. */
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
