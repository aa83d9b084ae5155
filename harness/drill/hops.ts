import { roundToMicros } from "../../domain/time/clock.ts";
import type { Station } from "../../domain/remote-detector.ts";
import type { Hop } from "../../domain/verdict.ts";

/** When one row passed each station between client and detector, on the drill's clock. */
export interface RowStations {
  readonly finishedMs: number;
  readonly writtenMs: number;
  readonly readMs: number;
}

/**
 * The stations of an alert on its way through the log.
 * @param first - the first affected row
 * @param evidence - the alert's own row
 */
export function logStations(first: RowStations, evidence: RowStations): readonly Station[] {
  return [
    { name: "finished", atMs: first.finishedMs },
    { name: "evidence", atMs: evidence.finishedMs },
    { name: "written", atMs: evidence.writtenMs },
    { name: "read", atMs: evidence.readMs },
  ];
}

/**
 * Splits the time from the mode switch to the receipt of the alert into hops that add up to it. Stations reached after
 * the alert are left out.
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
