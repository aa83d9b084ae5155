/**
 * Tracks the state of every request on both ends. The virtual clock uses it to stop time while a request is on the
 * wire; the real clock does not need it.
 */
export interface RequestTracker {
  /** Client: about to be written. */
  readonly sent: (requestIndex: number) => void;
  /** Server: its wait has begun. */
  readonly taken: (requestIndex: number) => void;
  /** Server: its wait is over and the answer is being written. */
  readonly woken: (requestIndex: number) => void;
  /** Client: the answer is complete, or the request failed on the wire. */
  readonly answered: (requestIndex: number) => void;
  /** Client: given up; the connection is being closed. */
  readonly abandoned: (requestIndex: number) => void;
  /** Server: has seen an abandoned request close. */
  readonly closed: (requestIndex: number) => void;
}

const nothing = (): void => undefined;

/** Tracks nothing. */
export const untracked: RequestTracker = {
  sent: nothing,
  taken: nothing,
  woken: nothing,
  answered: nothing,
  abandoned: nothing,
  closed: nothing,
};
