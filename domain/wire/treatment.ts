import { roundToMicros } from "../time/clock.ts";

/** What a server does to one request. Waits start when service begins. */
export type Treatment =
  | {
      readonly kind: "answer";
      readonly waitMs: number;
      readonly status: number;
      /** Default: no body. */
      readonly bodyBytes?: number;
    }
  | { readonly kind: "never" }
  /** The connection is destroyed after the wait. */
  | { readonly kind: "cut"; readonly waitMs: number }
  /** The head and the first chunk after the wait, the other chunks every `everyMs`. */
  | {
      readonly kind: "dribble";
      readonly waitMs: number;
      readonly chunks: number;
      readonly everyMs: number;
    }
  /** The head and a part of the body after the wait; then the connection is destroyed. */
  | {
      readonly kind: "truncate";
      readonly waitMs: number;
      readonly promisedBytes: number;
      readonly sentBytes: number;
    }
  /** The connection is destroyed, and new ones are refused for `downMs`; what is in flight is answered. */
  | { readonly kind: "down"; readonly downMs: number };

/** Service time of a request; undefined: until the client leaves. */
export function endsAfterMs(treatment: Treatment): number | undefined {
  switch (treatment.kind) {
    case "answer":
    case "cut":
    case "truncate":
      return treatment.waitMs;
    case "dribble":
      return roundToMicros(treatment.waitMs + (treatment.chunks - 1) * treatment.everyMs);
    case "never":
      return undefined;
    case "down":
      return 0;
  }
}

/** True when the client receives at least the head of an answer. */
export function isAnswer({ kind }: Treatment): boolean {
  return kind === "answer" || kind === "dribble" || kind === "truncate";
}
