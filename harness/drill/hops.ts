import { roundToMicros } from "../../domain/time/clock.ts";
import type { Station } from "../../domain/remote-detector.ts";
import type { Hop } from "../../domain/verdict.ts";

/** When one row passed each station between client and detector, on the drill's clock. */
export interface RowStations {
  readonly finishedMs: number;
  readonly writtenMs: number;
  readonly readMs: number;
}

/** The way of an alert through the log. @param first - the first affected row; `evidence` is the alert's own */
export function logStations(first: RowStations, evidence: RowStations): readonly Station[] {
  return [
    { name: "finished", atMs: first.finishedMs },
    { name: "evidence", atMs: evidence.finishedMs },
    { name: "written", atMs: evidence.writtenMs },
    { name: "read", atMs: evidence.readMs },
  ];
}

/**
 * Where the time between the switch of the mode and the receipt of the alert went; the hops add up to it. A station
 * that was only reached after the alert had no part in it and is left out.
 */
export function hopsOf(switchedMs: number, stations: readonly Station[], receivedMs: number): readonly Hop[] {
  const passed = stations.filter(({ atMs }) => atMs <= receivedMs);
  let beforeMs = switchedMs;
  return [...passed, { name: "received", atMs: receivedMs }].map(({ name, atMs }) => {
    const ms = roundToMicros(atMs - beforeMs);
    beforeMs = atMs;
    return { name, ms };
  });
}
