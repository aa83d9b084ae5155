import { number } from "../../fields.ts";
import { hourMs } from "../../time/calendar.ts";
import { hourlyArrivals } from "../../traffic/arrivals.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import { honestVisit } from "../honest.ts";
import type { BenignLogins } from "../visit.ts";

/** Honest users come `times` as often for `hours`. */
export interface FlashSale extends TrafficEntry {
  readonly kind: "flash-sale";
  readonly times: number;
  readonly hours: number;
}

/** Those who come because of it: with the others, who come anyway, they are `times` as many. */
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
