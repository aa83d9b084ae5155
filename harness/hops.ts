import type { ReceivedAlert } from "../domain/alert.ts";
import { roundToMicros } from "../domain/clock.ts";
import type { Hop } from "../domain/verdict.ts";

/** When one row passed each station between client and detector, on the drill's clock. */
export interface RowStations {
  readonly finishedMs: number;
  readonly writtenMs: number;
  readonly readMs: number;
}

/**
 * Where the time between the switch of the mode and the receipt of the alert went. The hops add up to it.
 * @param first - the first affected row
 * @param evidence - the row that the alert is about
 */
export function hopsOf(
  switchedMs: number,
  first: RowStations,
  evidence: RowStations,
  { receivedMs }: Pick<ReceivedAlert, "receivedMs">,
): readonly Hop[] {
  const stations = [
    { name: "finished", atMs: first.finishedMs },
    { name: "evidence", atMs: evidence.finishedMs },
    { name: "written", atMs: evidence.writtenMs },
    { name: "read", atMs: evidence.readMs },
    { name: "received", atMs: receivedMs },
  ] as const;
  let beforeMs = switchedMs;
  return stations.map(({ name, atMs }) => {
    const ms = roundToMicros(atMs - beforeMs);
    beforeMs = atMs;
    return { name, ms };
  });
}
