import type { Alert } from "../../domain/alert.ts";
import { none } from "../../domain/detector.ts";
import { calendarHourOf } from "../../domain/login/calendar.ts";
import type { Evidence } from "./evidence.ts";
import { isPast, keptHours } from "./kept-hours.ts";
import type { KeptHour, KeptHours } from "./kept-hours.ts";
import { openAddresses } from "./rules-alert.ts";
import type { OpenAddresses, RulesJudge } from "./rules-alert.ts";
import { isStriking } from "./rules.ts";
import type { HourLimits } from "./rules.ts";
import { tallied } from "./tally.ts";
import type { Tally } from "./tally.ts";

/**
 * Judges each clock hour when it is over, as the original does, and again with each row that comes later: an episode ends
 * with the first hour that is calm again.
 */
export function batchRules(limits: HourLimits): RulesJudge {
  const memory: BatchMemory = { limits, hours: keptHours(), open: openAddresses() };
  let running: KeptHour | undefined;
  let newestIndex: number | undefined;

  return {
    observe: (observation) => {
      const rowsHour = calendarHourOf(observation.atMs);
      const { hour, alerts } =
        running?.calendarHour === rowsHour
          ? { hour: running, alerts: none }
          : turnTo(memory, rowsHour, observation);
      running = hour;
      newestIndex = observation.index;
      const tally = tallied(hour.tallies, observation);
      return hour.isOver ? [...alerts, ...judge(memory, hour, observation.ip, tally, observation)] : alerts;
    },
    elapse: (nowMs) => {
      if (newestIndex === undefined) return none;
      const evidence = { index: newestIndex, atMs: nowMs };
      const nowHour = calendarHourOf(nowMs);
      const over = memory.hours.all().filter(({ calendarHour }) => calendarHour < nowHour);
      const begun = judgeOver(memory, over, evidence);
      return [...begun, ...memory.open.end((calendarHour) => calendarHour + 1 < nowHour, evidence)];
    },
  };
}

interface BatchMemory {
  readonly limits: HourLimits;
  readonly hours: KeptHours;
  readonly open: OpenAddresses;
}

interface HourBegun {
  readonly hour: KeptHour;
  readonly alerts: readonly Alert[];
}

function turnTo(memory: BatchMemory, rowsHour: number, evidence: Evidence): HourBegun {
  const { hours, open } = memory;
  const { hour, dropped } = hours.turnTo(rowsHour);
  const past = hours.all().filter(({ calendarHour }) => isPast(calendarHour, rowsHour));
  const begun = judgeOver(memory, dropped === undefined ? past : [dropped, ...past], evidence);
  const isOver = (calendarHour: number): boolean =>
    isPast(calendarHour + 1, rowsHour) || calendarHour === dropped?.calendarHour;
  return { hour, alerts: [...begun, ...open.end(isOver, evidence)] };
}

function judgeOver(memory: BatchMemory, over: readonly KeptHour[], evidence: Evidence): readonly Alert[] {
  return over.flatMap((hour) => {
    if (hour.isOver) return none;
    hour.isOver = true;
    return [...hour.tallies].flatMap(([ip, tally]) => judge(memory, hour, ip, tally, evidence));
  });
}

function judge(
  { limits, open }: BatchMemory,
  { calendarHour, told }: KeptHour,
  ip: string,
  tally: Tally,
  evidence: Evidence,
): readonly Alert[] {
  if (told.has(ip) || !isStriking(tally, calendarHour, limits)) return none;
  told.add(ip);
  return open.tell(ip, { calendarHour, tally }, evidence);
}
