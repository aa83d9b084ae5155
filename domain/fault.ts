/** A jump of the watched value, as a scenario plans it. */
export interface Fault {
  /** Before the switch, at the mean. */
  readonly healthyMs: number;
  /** After it, from one row to the next; the shortest where it has a spread. */
  readonly affectedMs: number;
}
