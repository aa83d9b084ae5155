import { freeAddress, pick, sample } from "../../chance/draw.ts";
import { hourMs, hourOfDay, isWorkday } from "../../time/calendar.ts";
import { honestTries, hourlyArrivals } from "../honest.ts";
import type { Occurrence, TrafficOf, Visit } from "../visit.ts";
import { secondMs } from "../visit.ts";

/** Some of the users at work, all behind one address, the same people and address each time it opens. */
export function* officeVisits(
  { users: asked, hours }: TrafficOf<"office">,
  { users, startMs, onsetMs, randomOfEntry, randomOfHour }: Occurrence,
): Generator<Visit, void, undefined> {
  const outside = new Set(users.flatMap(({ addresses }) => addresses));
  const ip = freeAddress(randomOfEntry, (address) => outside.has(address));
  const people = sample(randomOfEntry, users, asked);
  const arrivals = hourlyArrivals({
    startMs,
    fromMs: onsetMs,
    untilMs: onsetMs + hours * hourMs,
    perHour: (hour) => people.length * perUserAndHour(hour),
    randomOfHour,
  });
  for (const { offsetMs, random } of arrivals) {
    const { name } = pick(random, people);
    yield { offsetMs, ip, gapMs: secondMs, tries: honestTries(name, random) };
  }
}

function perUserAndHour(calendarHour: number): number {
  const hour = hourOfDay(calendarHour);
  if (!isWorkday(calendarHour) || hour < 7 || hour >= 17) return 0.004;
  return hour < 10 ? 0.3 : 0.06;
}
