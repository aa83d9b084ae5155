import { freeAddress, pick, sample } from "../../chance/draw.ts";
import { hourMs, hourOfDay, isWorkday } from "../../time/calendar.ts";
import { hourlyArrivals } from "../../traffic/arrivals.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import { honestTries } from "../honest.ts";
import type { BenignLogins } from "../visit.ts";
import { someUsers, visitFrom } from "../visit.ts";

/** Honest users who all come from one address, mostly in the morning, for `hours`. */
export interface Office extends TrafficEntry {
  readonly kind: "office";
  readonly users: number;
  readonly hours: number;
}

/** Some of the users at work, all behind one address, the same people and address each time it opens. */
export const office: BenignLogins<Office> = {
  role: "benign",
  fields: { users: someUsers("how many users come from its one address"), hours: forHours },
  *visits({ users: asked, hours }, { actors, startMs, onsetMs, randomOfEntry, randomOfHour }) {
    const outside = new Set(actors.flatMap(({ addresses }) => addresses));
    const ip = freeAddress(randomOfEntry, (address) => outside.has(address));
    const people = sample(randomOfEntry, actors, asked);
    const arrivals = hourlyArrivals({
      startMs,
      fromMs: onsetMs,
      untilMs: onsetMs + hours * hourMs,
      perHour: (hour) => people.length * perUserAndHour(hour),
      randomOfHour,
    });
    for (const { offsetMs, random } of arrivals) {
      const { name } = pick(random, people);
      yield visitFrom(ip, offsetMs, honestTries(name, random));
    }
  },
  // It was there all along, unless it opens by chance.
  inPast: (entry, pastHours) => {
    switch (entry.onset.kind) {
      case "at":
        return { ...entry, onset: { kind: "at", hour: 0 }, hours: pastHours };
      case "chance":
        return entry;
    }
  },
};

function perUserAndHour(calendarHour: number): number {
  const hour = hourOfDay(calendarHour);
  if (!isWorkday(calendarHour) || hour < 7 || hour >= 17) return 0.004;
  return hour < 10 ? 0.3 : 0.06;
}
