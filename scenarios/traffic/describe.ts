import type { TrafficEntry } from "../../domain/traffic/scenario.ts";

/** `bruteforce at hour 14.2`, `bruteforce now and then (0.1 an hour)`. */
export function attackStarts(attacks: readonly TrafficEntry[]): readonly string[] {
  return attacks.map(({ kind, onset }) => {
    switch (onset.kind) {
      case "at":
        return `${kind} at hour ${onset.hour}`;
      case "chance":
        return `${kind} now and then (${onset.perHour} an hour)`;
    }
  });
}

/** `24 h`; from three whole days on in days. */
export function describeHours(hours: number): string {
  return hours >= 72 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}
