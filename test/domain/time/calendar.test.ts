import { expect, test } from "vitest";
import { calendarHourOf, hourOfDay, isWorkday } from "../../../domain/time/calendar.ts";
import { parseInstant } from "../../../domain/time/instant.ts";

test.for([
  ["2018-11-01T00:00:00Z", 0, true, "a Thursday"],
  ["2018-11-02T23:59:59.999999Z", 23, true, "the last of a Friday"],
  ["2018-11-03T00:00:00Z", 0, false, "a Saturday"],
  ["2018-11-04T23:00:00Z", 23, false, "a Sunday"],
  ["2018-11-05T09:30:00Z", 9, true, "a Monday"],
  ["1970-01-01T00:00:00Z", 0, true, "the first Thursday"],
  ["1969-12-28T05:00:00Z", 5, false, "a Sunday before it"],
  ["1969-12-29T05:00:00Z", 5, true, "and its Monday"],
] as const)("%s is in hour %i, a workday: %s (%s)", ([instant, hour, works]) => {
  const calendarHour = calendarHourOf(parseInstant(instant) ?? NaN);

  expect(hourOfDay(calendarHour)).toBe(hour);
  expect(isWorkday(calendarHour)).toBe(works);
});
