/**
 * Where every request is, told by both ends. On the virtual clock this is what keeps time still while something is on
 * the wire; on the real clock nobody listens.
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

/** Keeps no tracker. */
export const untracked: RequestTracker = {
  sent: nothing,
  taken: nothing,
  woken: nothing,
  answered: nothing,
  abandoned: nothing,
  closed: nothing,
};
