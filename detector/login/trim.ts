import { calendarHourOf, hourOfDay } from "../../domain/login/calendar.ts";
import type { AddressHour } from "./hourly.ts";
import { ascending, quantile } from "./sample-statistics.ts";
import type { Figures } from "./tally.ts";

const hoursInDay = 24;
const kept = 0.95;

/** What is trimmed by. */
const columns = ["users", "attempts", "failureRate"] as const satisfies readonly (keyof Figures)[];

/** One group for each hour of the day, from 0 to 23, each in the order of the rows; some may be empty. */
export function byHourOfDay(rows: readonly AddressHour[]): readonly (readonly AddressHour[])[] {
  const groups = Array.from({ length: hoursInDay }, (): AddressHour[] => []);
  for (const row of rows) groups[hourOfDay(calendarHourOf(row.hourStartMs))]?.push(row);
  return groups;
}

/**
 * What is left without the most striking: of each hour of the day, the rows with none of their figures above that
 * figure's 95 % quantile. As the original does it to a log with attacks in it.
 */
export function trimmed(groups: readonly (readonly AddressHour[])[]): readonly (readonly AddressHour[])[] {
  return groups.map((group) => {
    if (group.length === 0) return group;
    const [users = 0, attempts = 0, failureRate = 0] = columns.map((column) =>
      quantile(ascending(group.map((row) => row[column])), kept),
    );
    return group.filter(
      (row) => row.users <= users && row.attempts <= attempts && row.failureRate <= failureRate,
    );
  });
}
