import { pick } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { hourOfDay, isWorkday } from "../time/calendar.ts";
import type { UserBase } from "./user-base.ts";
import type { Credentials, LoginVisit } from "./visit.ts";
import { typedTries, visitFrom } from "./visit.ts";

/** A visit of a random user from one of the user's addresses. */
export function honestVisit(offsetMs: number, users: UserBase, random: Random): LoginVisit {
  const { name, addresses } = pick(random, users);
  const ip = pick(random, addresses);
  return visitFrom(ip, offsetMs, honestTries(name, random));
}

const chances = [0.87, 0.93, 0.95];

/** One to three tries; about one visit in 1,200 misspells the name. */
export function honestTries(name: string, random: Random): readonly Credentials[] {
  return typedTries({ name, accuracy: 1.01 + 0.01 * random.normal(), chances }, random);
}

/** Mean number of visits in a calendar hour. Uses one draw. */
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
