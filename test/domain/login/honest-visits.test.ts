import { expect, test } from "vitest";
import { randomStream } from "../../../domain/chance/random.ts";
import { honestPerHour, honestVisit } from "../../../domain/login/honest.ts";
import { usersOf } from "../../../domain/login/user-base.ts";
import { calendarHourOf, hourMs } from "../../../domain/time/calendar.ts";
import { parseInstant } from "../../../domain/time/instant.ts";
import { honestVisits } from "../../../domain/traffic/plan.ts";

const chance = randomStream(1, "test");
const users = usersOf({}, 1);
const addressesOf = new Map(users.map(({ name, addresses }) => [name, addresses]));
const span = { startMs: 0, untilMs: 8760 * hourMs, randomOfHour: chance };
const year = [...honestVisits({ honestPerHour, honestVisit }, { ...span, actors: users })];

function ratesIn(instant: string): readonly number[] {
  const hour = calendarHourOf(parseInstant(instant) ?? NaN);
  return Array.from({ length: 5000 }, (_, index) => honestPerHour(hour, chance(index)));
}

/** Rounded to one decimal. */
function lowMeanHigh(rates: readonly number[]): readonly number[] {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return [Math.min(...rates), mean, Math.max(...rates)].map((rate) => Math.round(rate * 10) / 10);
}

test.for([
  ["2018-11-01T09:00:00Z", [1.6, 3.1, 5], "a working hour: triangular from 1.5 to 5, mode 2.75"],
  ["2018-11-01T16:00:00Z", [1.6, 3.1, 5], "the last one"],
  ["2018-11-01T17:00:00Z", [0, 2.5, 5], "the evening: uniform from 0 to 5"],
  ["2018-11-01T04:00:00Z", [0, 2.5, 5], "the night"],
  ["2018-11-01T05:00:00Z", [1.5, 2.9, 4.2], "the early morning: uniform from 1.5 to 4.25"],
  ["2018-11-01T08:00:00Z", [1.5, 2.9, 4.2], "the hour before work"],
  ["2018-11-03T09:00:00Z", [1.5, 2.9, 4.2], "a Saturday morning"],
  ["2018-11-03T12:00:00Z", [0, 2.5, 5], "a Saturday noon"],
] as const)("at %s the minimum, mean and maximum of visits per hour are %j: %s", ([instant, expected]) => {
  expect(lowMeanHigh(ratesIn(instant))).toEqual(expected);
});

test("visits are in order of time, from one address each, about 23,900 per year", () => {
  expect(year.every(({ offsetMs }, place) => offsetMs >= (year[place - 1]?.offsetMs ?? 0))).toBe(true);
  expect(Math.round(year.length / 1000)).toBe(24);
});

test("each visit is by a random user from one of the user's addresses", () => {
  const right = year.filter(({ acts: [first] }) => addressesOf.has(first?.user ?? ""));
  const own = right.filter(({ acts: [first] }) =>
    addressesOf.get(first?.user ?? "")?.includes(first?.ip ?? ""),
  );
  const repeated = year.filter(({ acts }, place) => acts[0]?.user === year[place - 1]?.acts[0]?.user);

  expect(new Set(own.map(({ acts: [first] }) => first?.user)).size).toBe(133);
  expect(own.length / year.length).toBeGreaterThan(0.999);
  expect(repeated.length / year.length).toBeLessThan(2 / 133);
});

test("a name is misspelled about once in 1,200 visits", () => {
  const others = year.filter(({ acts: [first] }) => !addressesOf.has(first?.user ?? ""));

  expect(others.length).toBeGreaterThan(10);
  expect(others.length).toBeLessThan(35);
});

test.for([
  [0, 0.87],
  [1, 0.93],
  [2, 0.95],
] as const)("password %i of a visit is right with a share of %f", ([place, share]) => {
  const right = year.filter(({ acts }) => acts[place]?.password === "right");

  expect(right.length / year.length).toBeCloseTo(share, 2);
  expect(year.every(({ acts, gapMs }) => acts.length === 3 && gapMs === 1000)).toBe(true);
});
