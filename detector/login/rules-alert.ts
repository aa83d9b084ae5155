import type { Alert } from "../../domain/alert.ts";
import { at, none } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/observation.ts";
import { subjectOf } from "../../domain/subject.ts";
import { burstText } from "./evidence.ts";
import type { Evidence } from "./evidence.ts";
import type { Tally } from "./tally.ts";

/** What judges attempts to log in by a rule per address and hour. */
export interface RulesJudge {
  readonly observe: (observation: LoginObservation) => readonly Alert[];
  readonly elapse: (nowMs: number) => readonly Alert[];
}

/** Why an address is alarmed about. */
interface OpenHour {
  /** The newest in which it was striking. */
  readonly calendarHour: number;
  readonly tally: Tally;
}

/** Addresses that an alarm is open about. */
export interface OpenAddresses {
  /** An address is striking in an hour. */
  readonly tell: (ip: string, striking: OpenHour, evidence: Evidence) => readonly Alert[];
  /** @param isOver - of the newest hour in which it was striking */
  readonly end: (isOver: (calendarHour: number) => boolean, evidence: Evidence) => readonly Alert[];
}

export function openAddresses(): OpenAddresses {
  const open = new Map<string, OpenHour>();
  return {
    tell: (ip, striking, evidence) => {
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
