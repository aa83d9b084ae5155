import type { Alert } from "../../domain/alert.ts";
import { none } from "../../domain/detector.ts";
import { hourOfDay } from "./clock-hour.ts";
import { hourTurn } from "./hour-turn.ts";
import { rulesAlert } from "./rules-alert.ts";
import type { Evidence, RulesJudge } from "./rules-alert.ts";
import { isOver } from "./rules.ts";
import type { HourLimits } from "./rules.ts";
import { figuresOf, tallied } from "./tally.ts";
import type { Tally } from "./tally.ts";

/**
 * Judges the running hour of an address after every attempt. Keeps the tallies of the running hour and nothing else: one
 * for each address, and the names typed at it.
 */
export function streamingRules(limits: HourLimits): RulesJudge {
  const tallies = new Map<string, Tally>();
  const open = new Map<string, Tally>();
  const turn = hourTurn();
  let newest: Evidence | undefined;

  const endHour = (evidence: Evidence): readonly Alert[] => {
    tallies.clear();
    if (open.size === 0) return none;
    const resolved = [...open].map(([ip, tally]) => rulesAlert("resolved", ip, tally, evidence));
    open.clear();
    return resolved;
  };

  return {
    observe: (observation) => {
      const { index, atMs, ip } = observation;
      const ended = turn.pass(atMs) === 0 ? none : endHour(observation);
      newest = { index, atMs };
      const tally = tallied(tallies, observation);
      const limit = limits[hourOfDay(atMs)];
      if (limit === undefined || open.has(ip) || !isOver(figuresOf(tally), limit)) return ended;
      open.set(ip, tally);
      return [...ended, rulesAlert("firing", ip, tally, observation)];
    },
    elapse: (nowMs) =>
      newest === undefined || turn.pass(nowMs) === 0 ? none : endHour({ index: newest.index, atMs: nowMs }),
  };
}
