import type { TrafficEntry } from "../../domain/traffic/scenario.ts";

/** `bruteforce at hour 14.2`, `bruteforce at random (0.1 per hour)`. */
export function attackStarts(attacks: readonly TrafficEntry[]): readonly string[] {
  return attacks.map(({ kind, onset }) => {
    switch (onset.kind) {
      case "at":
        return `${kind} at hour ${onset.hour}`;
      case "chance":
        return `${kind} at random (${onset.perHour} per hour)`;
    }
  });
}

/** `24 h`; three or more whole days in days. */
export function describeHours(hours: number): string {
  return hours >= 72 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}
