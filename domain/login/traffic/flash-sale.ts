import { number } from "../../fields.ts";
import { hourMs } from "../../time/calendar.ts";
import { hourlyArrivals } from "../../traffic/arrivals.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import { honestVisit } from "../honest.ts";
import type { BenignLogins } from "../visit.ts";

/** Users log in `times` as often for `hours`. */
export interface FlashSale extends TrafficEntry {
  readonly kind: "flash-sale";
  readonly times: number;
  readonly hours: number;
}

/** Adds the extra visits; together with the usual ones they are `times` as many. */
export const flashSale: BenignLogins<FlashSale> = {
  role: "benign",
  fields: { times: number(1, 1000, "how many times as often users come"), hours: forHours },
  *visits({ times, hours }, { actors, startMs, onsetMs, honestPerHour, randomOfHour }) {
    const arrivals = hourlyArrivals({
      startMs,
      fromMs: onsetMs,
      untilMs: onsetMs + hours * hourMs,
      perHour: (hour) => (times - 1) * honestPerHour(hour),
      randomOfHour,
    });
    for (const { offsetMs, random } of arrivals) yield honestVisit(offsetMs, actors, random);
  },
};
