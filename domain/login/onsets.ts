import type { Random } from "../random.ts";
import { calendarHourOf, hourMs } from "./calendar.ts";
import type { Onset } from "./traffic.ts";

interface Span {
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** How long it lasts. */
  readonly hours: number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

/** When an entry of traffic begins, in ms from the scenario's first instant and in order; at most once an hour. */
export function* onsetsOf(onset: Onset, { startMs, hours, randomOfHour }: Span): Generator<number, void> {
  switch (onset.kind) {
    case "at":
      yield onset.hour * hourMs;
      return;
    case "chance":
      for (let hour = 0; hour < hours; hour += 1) {
        const random = randomOfHour(calendarHourOf(startMs) + hour);
        if (random.uniform() < onset.perHour) yield (hour + random.uniform()) * hourMs;
      }
  }
}
