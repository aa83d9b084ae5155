import type { AddressRow, RarerAddresses, BoundedCount } from "../../score/explore/exploration.ts";
import { counted, countText } from "../../score/explore/words.ts";

/** What could not be kept exactly. */
interface Inexact {
  readonly rarer: RarerAddresses | undefined;
  readonly users: BoundedCount;
  /** Hours of addresses. */
  readonly split: number;
  /** Points. */
  readonly rounded: number;
  readonly rows: readonly AddressRow[];
}

/** A sentence for each thing that is not exact; none for a usual log. */
export function explorationNotes({ rarer, users, split, rounded, rows }: Inexact): readonly string[] {
  const openEnded = rows.filter((row) => row.users.bound === "at-least").length;
  return [
    ...(rarer === undefined
      ? []
      : [
          `There are too many addresses to keep: ${counted(rarer.addresses, "address", "addresses")} with few attempts ` +
            "are lumped together, and one that came back counts again.",
        ]),
    ...(users.bound === "exact"
      ? []
      : [`More than ${countText(users.count)} user names: not all are counted.`]),
    ...(openEnded === 0
      ? []
      : [`${counted(openEnded, "address", "addresses")} tried more users than are counted.`]),
    ...(split === 0
      ? []
      : [
          `There are too many hours of addresses to keep, or the log is not in order of time: ${counted(split, "hour", "hours")} ` +
            "of addresses may be counted in parts.",
        ]),
    ...(rounded === 0
      ? []
      : [`${counted(rounded, "point", "points")} of the pictures are rounded to one digit.`]),
  ];
}
