import { freeAddress } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { randomStream } from "../chance/random.ts";
import { calendarHourOf, hourMs } from "../time/calendar.ts";
import { honestPerHour, honestVisits } from "./honest.ts";
import type { LoginScenario } from "./scenario.ts";
import type { Onset, Traffic } from "./traffic.ts";
import { bruteforceVisits } from "./traffic/bruteforce.ts";
import { distributedVisits } from "./traffic/distributed.ts";
import { flashSaleVisits } from "./traffic/flash-sale.ts";
import { forgottenPasswordVisits } from "./traffic/forgotten-password.ts";
import { lowAndSlowVisits } from "./traffic/low-and-slow.ts";
import { officeVisits } from "./traffic/office.ts";
import { retryingClientVisits } from "./traffic/retrying-client.ts";
import { sprayVisits } from "./traffic/spray.ts";
import { stuffingVisits } from "./traffic/stuffing.ts";
import { takeoverVisits } from "./traffic/takeover.ts";
import type { UserBase } from "./user-base.ts";
import type { Occurrence, Visit } from "./visit.ts";

/** One entry of a scenario's traffic, ready to be drawn. */
export interface Entry {
  readonly traffic: Traffic;
  /** In ms from the scenario's first instant, in order. */
  readonly onsets: () => Iterator<number, void>;
  /** What an onset adds, in order of the visits' first tries. */
  readonly visitsFrom: (onsetMs: number) => Iterator<Visit, unknown>;
}

interface Setting extends Pick<LoginScenario, "traffic" | "hours"> {
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

interface Span {
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** How long it lasts. */
  readonly hours: number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

/** When an entry of traffic begins, in ms from the scenario's first instant and in order; at most once an hour. */
function* onsetsOf(onset: Onset, { startMs, hours, randomOfHour }: Span): Generator<number, void> {
  switch (onset.kind) {
    case "at":
      yield onset.hour * hourMs;
      return;
    case "chance":
      for (let hour = 0; hour < hours; hour += 1) {
        const random = randomOfHour(calendarHourOf(startMs) + hour);
        if (random.uniform() < onset.perHour) yield (hour + random.uniform()) * hourMs;
      }
  }
}

/** What one occurrence of a traffic adds, in order of the visits' first tries; the first of an attack is at its onset. */
function trafficVisits(traffic: Traffic, occurrence: Occurrence): Iterable<Visit> {
  switch (traffic.kind) {
    case "bruteforce":
      return bruteforceVisits(traffic, occurrence);
    case "low-and-slow":
      return lowAndSlowVisits(traffic, occurrence);
    case "spray":
      return sprayVisits(traffic, occurrence);
    case "stuffing":
      return stuffingVisits(traffic, occurrence);
    case "distributed":
      return distributedVisits(traffic, occurrence);
    case "takeover":
      return takeoverVisits(traffic, occurrence);
    case "office":
      return officeVisits(traffic, occurrence);
    case "flash-sale":
      return flashSaleVisits(traffic, occurrence);
    case "forgotten-password":
      return forgottenPasswordVisits(traffic, occurrence);
    case "retrying-client":
      return retryingClientVisits(traffic, occurrence);
  }
}
