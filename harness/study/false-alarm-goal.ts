import { FiredrillError } from "../../domain/error.ts";

/** How rare false alarms are to be, as asked. */
export interface FalseAlarmGoal {
  /** Healthy rows to a false alarm. */
  readonly arl0?: number;
  /** `1/week`. */
  readonly falseAlarms?: string;
  /** Of rows: `2/s`. */
  readonly rate?: string;
}

const secondsIn: Readonly<Record<string, number>> = {
  s: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_800,
  year: 31_557_600,
};

/**
 * Healthy rows to a false alarm.
 * @throws FiredrillError BAD_GOAL
 */
export function goalArl0({ arl0, falseAlarms, rate }: FalseAlarmGoal): number {
  if (arl0 !== undefined && (falseAlarms !== undefined || rate !== undefined))
    throw badGoal("both --arl0 and --false-alarms were given");
  const goal =
    arl0 ?? perSecond("--rate", rate ?? "1/s") / perSecond("--false-alarms", falseAlarms ?? "1/week");
  if (arl0 === undefined && (falseAlarms === undefined || rate === undefined))
    throw badGoal("nothing says how rare false alarms are to be");
  if (!(goal >= 10 && goal <= 1e9)) throw badGoal(`it comes to ${goal} rows between false alarms`);
  return goal;
}

function perSecond(option: string, text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)\/([a-z]+)$/.exec(text) ?? [];
  const seconds = secondsIn[unit];
  if (count === undefined || Number(count) === 0 || seconds === undefined)
    throw badGoal(`${option} is "${text}"`);
  return Number(count) / seconds;
}

function badGoal(why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_GOAL",
    `No goal to tune for: ${why}.`,
    "Give --arl0 100000 (rows to a false alarm, 10 to 1e9), or --false-alarms 1/week with --rate 2/s.",
  );
}
