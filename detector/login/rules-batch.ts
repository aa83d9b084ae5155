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

/** Judges each clock hour when it is over, as the original does: an episode ends with the first hour that is calm again. */
export function batchRules(limits: HourLimits): RulesJudge {
  const tallies = new Map<string, Tally>();
  const open = new Map<string, Tally>();
  const turn = hourTurn();
  let newest: Evidence | undefined;

  const isSuspicious = (tally: Tally): boolean => {
    const limit = limits[hourOfDay(tally.firstMs)];
    return limit !== undefined && isOver(figuresOf(tally), limit);
  };

  const endHour = (evidence: Evidence): readonly Alert[] => {
    const suspicious = new Map([...tallies].filter(([, tally]) => isSuspicious(tally)));
    tallies.clear();
    const over = [...open].filter(([ip]) => !suspicious.has(ip));
    const begun = [...suspicious].filter(([ip]) => !open.has(ip));
    for (const [ip] of over) open.delete(ip);
    for (const [ip, tally] of suspicious) open.set(ip, tally);
    return [
      ...over.map(([ip, tally]) => rulesAlert("resolved", ip, tally, evidence)),
      ...begun.map(([ip, tally]) => rulesAlert("firing", ip, tally, evidence)),
    ];
  };

  const pass = (evidence: Evidence): readonly Alert[] => {
    const ended = turn.pass(evidence.atMs);
    if (ended === 0 || (tallies.size === 0 && open.size === 0)) return none;
    return ended === 1 ? endHour(evidence) : [...endHour(evidence), ...endHour(evidence)];
  };

  return {
    observe: (observation) => {
      const alerts = pass(observation);
      newest = { index: observation.index, atMs: observation.atMs };
      tallied(tallies, observation);
      return alerts;
    },
    elapse: (nowMs) => (newest === undefined ? none : pass({ index: newest.index, atMs: nowMs })),
  };
}
