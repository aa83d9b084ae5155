/** The memory that a clock and its timer worker share. */
export interface TimerLine {
  /** When to ring, in monotonic milliseconds; `Infinity` is never. Written before `setting` grows. */
  readonly ringAtMs: Float64Array;
  /** Grows with every setting; the worker sleeps on it and names it when it rings. */
  readonly setting: Int32Array;
}

export const timerLineBytes = 16;

export function timerLine(memory: SharedArrayBuffer): TimerLine {
  return { ringAtMs: new Float64Array(memory, 0, 1), setting: new Int32Array(memory, 8, 1) };
}
