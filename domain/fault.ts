/** A planned jump of the watched value. */
export interface Fault {
  /** Mean before the switch. */
  readonly healthyMs: number;
  /** Value after the switch; the shortest one if the mode has a spread. */
  readonly affectedMs: number;
}
