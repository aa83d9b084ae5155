import type { NumberField } from "../../fields.ts";
import { wholeNumber } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";

export const someFiles = (description: string): NumberField => wholeNumber(1, 5000, description);

/**
 * Maintenance happened in the past as well.
 * @param everyHours - on average, where the entry's own onset is a fixed hour
 */
export function oftenInPast<Entry extends TrafficEntry>(everyHours: number): (entry: Entry) => Entry {
  return (entry) => {
    switch (entry.onset.kind) {
      case "at":
        return { ...entry, onset: { kind: "chance", perHour: 1 / everyHours } };
      case "chance":
        return entry;
    }
  };
}
