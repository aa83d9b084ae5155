import { number } from "../../fields.ts";
import { hourMs } from "../../time/calendar.ts";
import { hourlyArrivals } from "../../traffic/arrivals.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import type { BenignAudit } from "../act.ts";
import { session, sessionsPerHour } from "../staff.ts";

/** For `hours`, operators work `times` as much as usual. */
export interface OfficeDay extends TrafficEntry {
  readonly kind: "office-day";
  readonly times: number;
  readonly hours: number;
}

/** Adds the extra sessions; together with the usual ones they are `times` as many. */
export const officeDay: BenignAudit<OfficeDay> = {
  role: "benign",
  fields: { times: number(1, 100, "how many times as much operators work"), hours: forHours },
  *visits({ times, hours }, { actors, startMs, onsetMs, randomOfHour }) {
    const arrivals = hourlyArrivals({
      startMs,
      fromMs: onsetMs,
      untilMs: onsetMs + hours * hourMs,
      perHour: (hour, random) => (times - 1) * sessionsPerHour(hour, random),
      randomOfHour,
    });
    for (const { offsetMs, random } of arrivals) yield session(offsetMs, actors, random);
  },
};
