import { pick } from "../../chance/draw.ts";
import { number } from "../../fields.ts";
import { hourMs } from "../../time/calendar.ts";
import { hourlyArrivals } from "../../traffic/arrivals.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import type { BenignAccess } from "../request.ts";
import { browse, newVisitor } from "../visitors.ts";

/** A well-known site links to a page: for `hours`, `times` as many visitors come, new ones, and answers take longer. */
export interface FlashCrowd extends TrafficEntry {
  readonly kind: "flash-crowd";
  readonly times: number;
  readonly hours: number;
}

/** Adds the extra visitors; together with the usual ones they are `times` as many. */
export const flashCrowd: BenignAccess<FlashCrowd> = {
  role: "benign",
  fields: { times: number(1, 1000, "how many times as many visitors come"), hours: forHours },
  *visits(
    { times, hours },
    { actors, startMs, onsetMs, randomOfHour, randomOfEntry, freshAddress, honestPerHour },
  ) {
    const linked = pick(randomOfEntry, actors.articles);
    const arrivals = hourlyArrivals({
      startMs,
      fromMs: onsetMs,
      untilMs: onsetMs + hours * hourMs,
      perHour: (hour) => (times - 1) * honestPerHour(hour),
      randomOfHour,
    });
    for (const { offsetMs, random } of arrivals)
      yield browse(offsetMs, newVisitor(freshAddress(), random), actors, random, linked);
  },
};
