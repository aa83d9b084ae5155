import { freeAddress, pick, sample } from "../../chance/draw.ts";
import { hourMs, hourOfDay, isWorkday } from "../../time/calendar.ts";
import { hourlyArrivals } from "../../traffic/arrivals.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import { forHours } from "../../traffic/source.ts";
import { honestTries } from "../honest.ts";
import type { BenignLogins } from "../visit.ts";
import { someUsers, visitFrom } from "../visit.ts";

/** Users who share one address, mostly in the morning, for `hours`. */
export interface Office extends TrafficEntry {
  readonly kind: "office";
  readonly users: number;
  readonly hours: number;
}

/** The users and the address are the same each time the office opens. */
export const office: BenignLogins<Office> = {
  role: "benign",
  fields: { users: someUsers("how many users share the address"), hours: forHours },
  *visits({ users: count, hours }, { actors, startMs, onsetMs, randomOfEntry, randomOfHour }) {
    const outside = new Set(actors.flatMap(({ addresses }) => addresses));
    const ip = freeAddress(randomOfEntry, (address) => outside.has(address));
    const people = sample(randomOfEntry, actors, count);
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
  // An office with a fixed onset was already open in the past.
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
