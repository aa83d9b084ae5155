import { randomStream } from "../random.ts";
import type { LoginScenario } from "../scenario.ts";
import { calendarHourOf, hourMs } from "./calendar.ts";
import { freeAddress } from "./draw.ts";
import { honestPerHour, honestVisits } from "./honest-visits.ts";
import { onsetsOf } from "./onsets.ts";
import type { Traffic } from "./traffic.ts";
import { trafficVisits } from "./traffic-visits.ts";
import type { UserBase } from "./user-base.ts";
import type { Visit } from "./visit.ts";

/** One entry of a scenario's traffic, ready to be drawn. */
export interface Entry {
  readonly traffic: Traffic;
  /** In ms from the scenario's first instant, in order. */
  readonly onsets: () => Iterator<number, void>;
  /** What an onset adds, in order of the visits' first tries. */
  readonly visitsFrom: (onsetMs: number) => Iterator<Visit, unknown>;
}

export interface Setting extends Pick<LoginScenario, "traffic" | "hours"> {
  readonly users: UserBase;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  readonly seed: number;
}

/** The honest users of a scenario; whatever its traffic is, they are the same. */
export function honestVisitsOf({ users, startMs, hours, seed }: Setting): Iterator<Visit, unknown> {
  return honestVisits({ users, startMs, untilMs: hours * hourMs, randomOfHour: honestChance(seed) });
}

/** Chance of an entry depends on its kind and on how many of that kind stand before it, on nothing else in the list. */
export function entriesOf(setting: Setting): readonly Entry[] {
  const { traffic } = setting;
  const taken = new Set(setting.users.flatMap(({ addresses }) => addresses));
  return traffic.map((entry, place) => {
    const ordinal = traffic.slice(0, place + 1).filter(({ kind }) => kind === entry.kind).length;
    return entryOf(entry, `${entry.kind} ${ordinal}`, setting, taken);
  });
}

function entryOf(traffic: Traffic, key: string, setting: Setting, taken: ReadonlySet<string>): Entry {
  const { users, startMs, hours, seed } = setting;
  const randomOfOnset = randomStream(seed, `${key} begins`);
  const randomOfOccurrence = randomStream(seed, key);
  const honest = honestChance(seed);
  return {
    traffic,
    onsets: () => onsetsOf(traffic.onset, { startMs, hours, randomOfHour: randomOfOnset }),
    visitsFrom: (onsetMs) => {
      const beganInHour = calendarHourOf(startMs + onsetMs);
      const random = randomOfOccurrence(beganInHour);
      const given = new Set<string>();
      const freshAddress = (): string => {
        const address = freeAddress(random, (drawn) => taken.has(drawn) || given.has(drawn));
        given.add(address);
        return address;
      };
      const visits = trafficVisits(traffic, {
        users,
        startMs,
        onsetMs,
        random,
        randomOfHour: randomStream(seed, `${key} from ${beganInHour}`),
        randomOfEntry: randomStream(seed, `${key} is`)(0),
        freshAddress,
        honestPerHour: (hour) => honestPerHour(hour, honest(hour)),
      });
      return visits[Symbol.iterator]();
    },
  };
}

function honestChance(seed: number): ReturnType<typeof randomStream> {
  return randomStream(seed, "honest users");
}
