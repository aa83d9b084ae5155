/** Memory shared by a clock and its timer worker. */
export interface TimerLine {
  /** When to ring, in monotonic milliseconds. `Infinity` means never. Written before `setting` grows. */
  readonly ringAtMs: Float64Array;
  /** Grows with every setting. The worker waits on it and posts it when it rings. */
  readonly setting: Int32Array;
}

export const timerLineBytes = 16;

export function timerLine(memory: SharedArrayBuffer): TimerLine {
  return { ringAtMs: new Float64Array(memory, 0, 1), setting: new Int32Array(memory, 8, 1) };
}
