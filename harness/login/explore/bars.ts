import type { LoginObservation } from "../../../domain/login/observation.ts";
import { calendarHourOf } from "../../../domain/time/calendar.ts";
import { twiceAsWide } from "../../../report/login/explore/attempts-per-hour.ts";
import type { TimeBar, TimeBars } from "../../../report/login/explore/exploration.ts";

/** Sums a log up by clock hour (UTC). */
export interface BarBook {
  readonly add: (login: LoginObservation) => void;
  readonly finish: () => TimeBars;
}

interface GrowingBar extends TimeBar {
  successes: number;
  failures: number;
}

/** @param limit - when there are more bars, all become twice as wide */
export function barBook(limit: number): BarBook {
  let widthHours = 1;
  let bars = new Map<number, GrowingBar>();

  function widen(): void {
    const wider = twiceAsWide({ widthHours, bars: [...bars.values()] });
    widthHours = wider.widthHours;
    bars = new Map(wider.bars.map((bar) => [bar.index, { ...bar }]));
  }

  return {
    add: ({ atMs, outcome }) => {
      const index = Math.floor(calendarHourOf(atMs) / widthHours);
      const bar = bars.get(index) ?? { index, successes: 0, failures: 0 };
      bars.set(index, bar);
      if (outcome.kind === "success") bar.successes += 1;
      else bar.failures += 1;
      while (bars.size > limit) widen();
    },
    finish: () => ({
      widthHours,
      bars: [...bars.values()].toSorted((one, other) => one.index - other.index),
    }),
  };
}
