import type { ReceivedAlert } from "../domain/alert.ts";
import type { RowsShown } from "./rows-shown.ts";

/**
 * The ends of episodes that a detector never told: `windowSize` rows after it was last heard of. A key that it resolves
 * at least once is left to the detector.
 * @param alerts - of one detector, in any order
 */
export function resolvedByTime(
  alerts: readonly ReceivedAlert[],
  windowSize: number,
  shown: RowsShown,
): readonly ReceivedAlert[] {
  const keys = new Set(alerts.map(({ key }) => key));
  return [...keys]
    .map((key) => alerts.filter((alert) => alert.key === key))
    .flatMap((ofKey) =>
      ofKey.some(({ state }) => state === "resolved") ? [] : endsOf(ofKey, windowSize, shown),
    );
}

function endsOf(
  firing: readonly ReceivedAlert[],
  windowSize: number,
  shown: RowsShown,
): readonly ReceivedAlert[] {
  const inOrder = firing.toSorted((a, b) => a.atIndex - b.atIndex);
  return inOrder.flatMap((alert, at) => {
    const endIndex = alert.atIndex + windowSize;
    const nextIndex = inOrder[at + 1]?.atIndex ?? Infinity;
    const endMs = shown.atMs(endIndex);
    if (nextIndex <= endIndex || endMs === undefined) return [];
    const { key, severity, detector, subject } = alert;
    const about = subject === undefined ? {} : { subject };
    const when = { atIndex: endIndex, atMs: endMs, receivedMs: endMs };
    return [{ key, severity, detector, ...about, ...when, state: "resolved" as const }];
  });
}
