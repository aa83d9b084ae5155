import type { Alert } from "../../../domain/alert.ts";
import { at, none } from "../../../domain/detector.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import { subjectOf } from "../../../domain/subject.ts";
import { plural } from "../../../domain/text/printable.ts";
import { calendarHourOf } from "../../../domain/time/calendar.ts";
import type { Evidence } from "../../traffic/evidence.ts";
import { shownName, spanText } from "../../traffic/evidence.ts";
import type { KeptHour, KeptHours, Tally } from "./hours.ts";
import { isPast, keptHours, tallied, userCount } from "./hours.ts";
import type { HourLimits } from "./limits.ts";
import { isStriking } from "./limits.ts";

/** Applies a rule per address and clock hour. */
interface RulesJudge {
  readonly observe: (observation: LoginObservation) => readonly Alert[];
  readonly elapse: (nowMs: number) => readonly Alert[];
}

/** The newest striking hour of an address. */
interface OpenHour {
  readonly calendarHour: number;
  readonly tally: Tally;
}

/** Addresses with an open alarm. */
interface OpenAddresses {
  /** Opens an alarm, or prolongs the open one. */
  readonly report: (ip: string, striking: OpenHour, evidence: Evidence) => readonly Alert[];
  /** @param isOver - tells whether a striking hour is over */
  readonly end: (isOver: (calendarHour: number) => boolean, evidence: Evidence) => readonly Alert[];
}

function openAddresses(): OpenAddresses {
  const open = new Map<string, OpenHour>();
  return {
    report: (ip, striking, evidence) => {
      const before = open.get(ip);
      if (before === undefined || before.calendarHour < striking.calendarHour) open.set(ip, striking);
      return before === undefined ? [rulesAlert("firing", ip, striking.tally, evidence)] : none;
    },
    end: (isOver, evidence) => {
      if (open.size === 0) return none;
      const over = [...open].filter(([, { calendarHour }]) => isOver(calendarHour));
      for (const [ip] of over) open.delete(ip);
      return over.map(([ip, { tally }]) => rulesAlert("resolved", ip, tally, evidence));
    },
  };
}

function rulesAlert(state: Alert["state"], ip: string, tally: Tally, evidence: Evidence): Alert {
  const subject = subjectOf("ip", ip);
  return {
    key: subject,
    severity: "error",
    state,
    ...at(evidence),
    score: tally.attempts,
    subject,
    evidence: burstText(ip, tally),
  };
}

/** Such as `31 users, 58 failures in 4 min from 142.89.86.32`. */
function burstText(ip: string, tally: Tally): string {
  const users = plural(userCount(tally), "user");
  const failures = plural(tally.attempts - tally.successes, "failure");
  return `${users}, ${failures} in ${spanText(tally.lastMs - tally.firstMs)} from ${shownName(ip)}`;
}

/**
 * Judges each clock hour when it is over, as the original does, and again for each late row. An episode ends after
 * the first hour that is not striking.
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
          : turnBatchTo(memory, rowsHour, observation);
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

function turnBatchTo(memory: BatchMemory, rowsHour: number, evidence: Evidence): HourBegun {
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
  { calendarHour, reported }: KeptHour,
  ip: string,
  tally: Tally,
  evidence: Evidence,
): readonly Alert[] {
  if (reported.has(ip) || !isStriking(tally, calendarHour, limits)) return none;
  reported.add(ip);
  return open.report(ip, { calendarHour, tally }, evidence);
}

/** Judges an address's current hour after every attempt. Alerts once per hour. */
export function streamingRules(limits: HourLimits): RulesJudge {
  const hours = keptHours();
  const open = openAddresses();
  let running: KeptHour | undefined;
  let newestIndex: number | undefined;

  const turnTo = (rowsHour: number, evidence: Evidence): StreamedHour => {
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
      if (hour.reported.has(ip) || !isStriking(tally, rowsHour, limits)) return ended;
      hour.reported.add(ip);
      return [...ended, ...open.report(ip, { calendarHour: rowsHour, tally }, observation)];
    },
    elapse: (nowMs) => {
      if (newestIndex === undefined) return none;
      const nowHour = calendarHourOf(nowMs);
      return open.end((calendarHour) => calendarHour < nowHour, { index: newestIndex, atMs: nowMs });
    },
  };
}

interface StreamedHour {
  readonly hour: KeptHour;
  readonly ended: readonly Alert[];
}
