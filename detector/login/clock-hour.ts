export const hourMs = 3_600_000;
const hoursInDay = 24;

/** The first instant of the clock hour (UTC) that an instant lies in. */
export function hourStartMs(atMs: number): number {
  return atMs - (((atMs % hourMs) + hourMs) % hourMs);
}

/** From 0 to 23, in UTC. */
export function hourOfDay(atMs: number): number {
  const hour = Math.floor(atMs / hourMs) % hoursInDay;
  return hour < 0 ? hour + hoursInDay : hour;
}
