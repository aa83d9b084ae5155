import type { RequestOutcome } from "../wire/outcome.ts";

/** What became of the request of a row. */
export type ResponseOutcome = RequestOutcome;

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
