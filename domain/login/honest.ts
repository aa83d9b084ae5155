import { pick } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { calendarHourOf, hourMs, hourOfDay, isWorkday } from "../time/calendar.ts";
import type { UserBase } from "./user-base.ts";
import type { Try, Visit } from "./visit.ts";
import { secondMs, typedTries } from "./visit.ts";

interface HonestTraffic {
  readonly users: UserBase;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From there. */
  readonly untilMs: number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

/** Users who come from addresses of their own, each visit somebody drawn anew. */
export function* honestVisits(traffic: HonestTraffic): Generator<Visit, void, undefined> {
  for (const { offsetMs, random } of hourlyArrivals({ ...traffic, fromMs: 0, perHour: honestPerHour })) {
    yield honestVisit(offsetMs, traffic.users, random);
  }
}

/** A visit of some user from one of his addresses. */
export function honestVisit(offsetMs: number, users: UserBase, random: Random): Visit {
  const { name, addresses } = pick(random, users);
  return { offsetMs, ip: pick(random, addresses), gapMs: secondMs, tries: honestTries(name, random) };
}

const chances = [0.87, 0.93, 0.95];

/** Up to three; a name is misspelled about once in 1,200 visits. */
export function honestTries(name: string, random: Random): readonly Try[] {
  return typedTries({ name, accuracy: 1.01 + 0.01 * random.normal(), chances }, random);
}

/** How often users come in a calendar hour. Draws once. */
export function honestPerHour(calendarHour: number, random: Random): number {
  const hour = hourOfDay(calendarHour);
  if (isWorkday(calendarHour) && hour >= 9 && hour < 17) return triangular(1.5, 5, 2.75, random);
  return hour < 5 || hour >= 11 ? between(0, 5, random) : between(1.5, 4.25, random);
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random.uniform();
}

function triangular(low: number, high: number, mode: number, random: Random): number {
  const drawn = random.uniform();
  const turn = (mode - low) / (high - low);
  return drawn <= turn
    ? low + (high - low) * Math.sqrt(drawn * turn)
    : high - (high - low) * Math.sqrt((1 - drawn) * (1 - turn));
}

interface Arrivals {
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From the scenario's first instant, inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  /** Mean number in a calendar hour; may draw it. */
  readonly perHour: (calendarHour: number, random: Random) => number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

interface Arrival {
  /** From the scenario's first instant. */
  readonly offsetMs: number;
  /** Of its hour, for whatever the visitor draws before the next arrival is asked for. */
  readonly random: Random;
}

/** Poisson arrivals, hour by hour with a rate and a chance of its own, in order. */
export function* hourlyArrivals(arrivals: Arrivals): Generator<Arrival, void, undefined> {
  const { startMs, fromMs, untilMs, perHour, randomOfHour } = arrivals;
  for (let hour = calendarHourOf(startMs + fromMs); hour * hourMs - startMs < untilMs; hour += 1) {
    const random = randomOfHour(hour);
    const rate = perHour(hour, random);
    if (rate <= 0) continue;
    for (let part = gap(rate, random); part < 1; part += gap(rate, random)) {
      const offsetMs = (hour + part) * hourMs - startMs;
      if (fromMs <= offsetMs && offsetMs < untilMs) yield { offsetMs, random };
    }
  }
}

/** In hours. */
function gap(perHour: number, random: Random): number {
  return -Math.log(1 - random.uniform()) / perHour;
}
