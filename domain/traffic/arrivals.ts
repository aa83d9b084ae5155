import type { Random } from "../chance/random.ts";
import { calendarHourOf, hourMs } from "../time/calendar.ts";

interface Arrivals {
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From the scenario's first instant, inclusive. */
  readonly fromMs: number;
  /** From the scenario's first instant, exclusive. */
  readonly untilMs: number;
  /** Mean number of arrivals in a calendar hour; can be random. */
  readonly perHour: (calendarHour: number, random: Random) => number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

interface Arrival {
  /** From the scenario's first instant. */
  readonly offsetMs: number;
  /** The random numbers of its hour, to be used before the next arrival is requested. */
  readonly random: Random;
}

/** Poisson arrivals in order; each hour has its own rate and random numbers. */
export function* hourlyArrivals(arrivals: Arrivals): Generator<Arrival, void, undefined> {
  const { startMs, fromMs, untilMs, perHour, randomOfHour } = arrivals;
  for (let hour = calendarHourOf(startMs + fromMs); hour * hourMs - startMs < untilMs; hour += 1) {
    const random = randomOfHour(hour);
    const rate = perHour(hour, random);
    if (rate <= 0) continue;
    for (let part = gap(rate, random); part < 1; part += gap(rate, random)) {
      const offsetMs = (hour + part) * hourMs - startMs;
      if (fromMs <= offsetMs && offsetMs < untilMs) yield { offsetMs, random };
    }
  }
}

/** In hours. */
function gap(perHour: number, random: Random): number {
  return -Math.log(1 - random.uniform()) / perHour;
}
