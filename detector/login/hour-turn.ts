import { hourMs, hourStartMs } from "./clock-hour.ts";

/** Which clock hour is running. */
export interface HourTurn {
  /**
   * @param atMs - of a row, or of an instant without one
   * @returns how many hours have ended by then: 0, 1, or 2 when a whole hour or more went by without anything
   */
  readonly pass: (atMs: number) => 0 | 1 | 2;
}

/** A row that comes late counts in the running hour; one from further back than the hour before begins anew. */
export function hourTurn(): HourTurn {
  let runningMs: number | undefined;
  return {
    pass: (atMs) => {
      const startMs = hourStartMs(atMs);
      const passedMs = startMs - (runningMs ?? startMs);
      if (passedMs <= 0 && passedMs >= -hourMs) {
        runningMs ??= startMs;
        return 0;
      }
      runningMs = startMs;
      return passedMs === hourMs ? 1 : 2;
    },
  };
}
