export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** Thursday, 1970-01-01, counted from Sunday. */
const weekdayOfEpoch = 4;

/** The calendar hour that contains an instant, counted from 1970-01-01T00:00Z. */
export function calendarHourOf(atMs: number): number {
  return Math.floor(atMs / hourMs);
}

/** 0 to 23 in UTC. */
export function hourOfDay(calendarHour: number): number {
  return modulo(calendarHour, 24);
}

/** Monday to Friday in UTC. */
export function isWorkday(calendarHour: number): boolean {
  const weekday = modulo(Math.floor(calendarHour / 24) + weekdayOfEpoch, 7);
  return weekday >= 1 && weekday <= 5;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
