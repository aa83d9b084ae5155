import { hourMs } from "../../time/calendar.ts";
import { honestVisit, hourlyArrivals } from "../honest.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";

/** Those who come because of it: with the others, who come anyway, they are `times` as many. */
export function* flashSaleVisits(
  { times, hours }: TrafficOf<"flash-sale">,
  { users, startMs, onsetMs, honestPerHour, randomOfHour }: Occurrence,
): Generator<Visit, void, undefined> {
  const arrivals = hourlyArrivals({
    startMs,
    fromMs: onsetMs,
    untilMs: onsetMs + hours * hourMs,
    perHour: (hour) => (times - 1) * honestPerHour(hour),
    randomOfHour,
  });
  for (const { offsetMs, random } of arrivals) yield honestVisit(offsetMs, users, random);
}
