import type { Tally } from "./tally.ts";

/** What one clock hour brought. */
export interface KeptHour {
  /** Counted from 1970-01-01T00:00Z. */
  readonly calendarHour: number;
  /** By address. */
  readonly tallies: Map<string, Tally>;
  /** Addresses whose alarm in this hour was given. */
  readonly told: Set<string>;
  /** It was over: rows that still come are late. */
  isOver: boolean;
}

/** What it takes to begin an hour. */
interface HourTurn {
  readonly hour: KeptHour;
  /** Forgotten instead. */
  readonly dropped: KeptHour | undefined;
}

/**
 * The four clock hours that rows came for last. Rows need not be in order: each counts in its own hour, so that servers
 * whose clocks are hours apart do not disturb each other. One that comes after rows of four other hours begins its hour anew.
 */
export interface KeptHours {
  readonly turnTo: (calendarHour: number) => HourTurn;
  /** The one without a row for longest comes first. */
  readonly all: () => readonly KeptHour[];
}

const mostHours = 4;
const farHours = 24;

export function keptHours(): KeptHours {
  const hours = new Map<number, KeptHour>();
  return {
    turnTo: (calendarHour) => {
      const known = hours.get(calendarHour);
      const hour = known ?? { calendarHour, tallies: new Map(), told: new Set(), isOver: false };
      const [dropped] = known === undefined && hours.size === mostHours ? hours.values() : [];
      hours.delete(dropped?.calendarHour ?? calendarHour);
      hours.set(calendarHour, hour);
      return { hour, dropped };
    },
    all: () => [...hours.values()],
  };
}

/**
 * Whether a row of another hour shows that one is over. One from more than a day later does not: its clock may be wrong,
 * and what it would end ends with rows of four other hours, or when time is known to have passed.
 */
export function isPast(calendarHour: number, rowsHour: number): boolean {
  return calendarHour < rowsHour && rowsHour - calendarHour <= farHours;
}
