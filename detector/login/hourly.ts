import { calendarHourOf, hourMs } from "../../domain/login/calendar.ts";
import type { LoginObservation } from "../../domain/observation.ts";
import { addTo, figuresOf, newTally } from "./tally.ts";
import type { Figures, Tally } from "./tally.ts";

/** One address in one clock hour in which it tried to log in. */
export interface AddressHour extends Figures {
  readonly ip: string;
  /** First instant of the hour, UTC. */
  readonly hourStartMs: number;
  readonly successes: number;
  readonly successRate: number;
}

/** Sums a log up by address and clock hour, row by row; keeps no row. */
export interface HourlyBook {
  readonly add: (observation: LoginObservation) => void;
  /** By address, in the order of its characters' codes, then by hour. Hours without an attempt are left out. */
  readonly finish: () => readonly AddressHour[];
}

/** Memory grows with pairs of address and hour, and with the names typed at addresses that try several an hour. */
export function hourlyBook(): HourlyBook {
  const addresses = new Map<string, Map<number, Tally>>();
  return {
    add: (observation) => {
      const hours = addresses.get(observation.ip);
      const startMs = calendarHourOf(observation.atMs) * hourMs;
      const tally = hours?.get(startMs);
      if (tally !== undefined) addTo(tally, observation);
      else if (hours !== undefined) hours.set(startMs, newTally(observation));
      else addresses.set(observation.ip, new Map([[startMs, newTally(observation)]]));
    },
    finish: () =>
      [...addresses.keys()]
        .toSorted()
        .flatMap((ip) =>
          [...(addresses.get(ip) ?? [])]
            .toSorted(([one], [other]) => one - other)
            .map(([startMs, tally]) => addressHour(ip, startMs, tally)),
        ),
  };
}

/** The table of a whole log. */
export function addressHours(observations: Iterable<LoginObservation>): readonly AddressHour[] {
  const book = hourlyBook();
  for (const observation of observations) book.add(observation);
  return book.finish();
}

/** A tally that nothing will be added to any more. */
function addressHour(ip: string, startMs: number, tally: Tally): AddressHour {
  const { attempts, successes } = tally;
  return {
    ip,
    hourStartMs: startMs,
    ...figuresOf(tally),
    successes,
    successRate: successes / attempts,
  };
}
