import type { Observation } from "./sources.ts";

/** The answer key of one row. No detector ever sees it. */
export interface Truth {
  /** The mode that the request met; for logs of events the kind of traffic. */
  readonly mode: string;
  /** The incident this row is affected by; absent on a healthy row. */
  readonly incident?: string;
}

/** A row with its truth beside it: two fields, so that no detector can be handed one by accident. */
export interface Labelled<O extends Observation = Observation> {
  readonly observation: O;
  readonly truth: Truth;
}
