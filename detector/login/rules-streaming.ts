import type { Alert } from "../../domain/alert.ts";
import { none } from "../../domain/detector.ts";
import { calendarHourOf } from "../../domain/login/calendar.ts";
import type { Evidence } from "./evidence.ts";
import { isPast, keptHours } from "./kept-hours.ts";
import type { KeptHour } from "./kept-hours.ts";
import { openAddresses } from "./rules-alert.ts";
import type { RulesJudge } from "./rules-alert.ts";
import { isStriking } from "./rules.ts";
import type { HourLimits } from "./rules.ts";
import { tallied } from "./tally.ts";

/** Judges the hour of an address after every attempt. Tells of it once, until the hour is over. */
export function streamingRules(limits: HourLimits): RulesJudge {
  const hours = keptHours();
  const open = openAddresses();
  let running: KeptHour | undefined;
  let newestIndex: number | undefined;

  const turnTo = (rowsHour: number, evidence: Evidence): HourBegun => {
    const { hour, dropped } = hours.turnTo(rowsHour);
    const isOver = (calendarHour: number): boolean =>
      isPast(calendarHour, rowsHour) || calendarHour === dropped?.calendarHour;
    return { hour, ended: open.end(isOver, evidence) };
  };

  return {
    observe: (observation) => {
      const { index, atMs, ip } = observation;
      const rowsHour = calendarHourOf(atMs);
      const { hour, ended } =
        running?.calendarHour === rowsHour ? { hour: running, ended: none } : turnTo(rowsHour, observation);
      running = hour;
      newestIndex = index;
      const tally = tallied(hour.tallies, observation);
      if (hour.told.has(ip) || !isStriking(tally, rowsHour, limits)) return ended;
      hour.told.add(ip);
      return [...ended, ...open.tell(ip, { calendarHour: rowsHour, tally }, observation)];
    },
    elapse: (nowMs) => {
      if (newestIndex === undefined) return none;
      const nowHour = calendarHourOf(nowMs);
      return open.end((calendarHour) => calendarHour < nowHour, { index: newestIndex, atMs: nowMs });
    },
  };
}

interface HourBegun {
  readonly hour: KeptHour;
  readonly ended: readonly Alert[];
}
