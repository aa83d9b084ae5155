import type { Observation } from "./sources.ts";

/** The ground truth of one observation. No detector ever sees it. */
export interface Truth {
  /** The mode that the request met, or the kind of traffic that it belongs to. */
  readonly mode: string;
  /** The incident that affects the observation; absent on a healthy one. */
  readonly incident?: string;
}

/** An observation and its truth in two fields, so that the truth cannot reach a detector by accident. */
export interface Labelled<O extends Observation = Observation> {
  readonly observation: O;
  readonly truth: Truth;
}
