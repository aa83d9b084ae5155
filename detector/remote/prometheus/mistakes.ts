import { delimiter } from "node:path";
import { FiredrillError } from "../../../domain/error.ts";
import { formatDuration } from "./duration.ts";
import { didYouMean } from "../../../domain/text/nearest-name.ts";

interface RulePlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Such as `alert SlowP90 (alerts.yml, line 4)`. */
export function placeOf(kind: "alert" | "rule", { name, file, line }: RulePlace): string {
  return `${kind} ${name} (${file}, line ${line})`;
}

function cannotFire(alert: RulePlace, problems: readonly string[], others: number): string {
  const more = others === 0 ? "" : ` The same holds for ${others} more ${others === 1 ? "alert" : "alerts"}.`;
  return `The ${placeOf("alert", alert)} cannot fire: ${problems.join("; ")}.${more}`;
}

interface TimedGroup {
  readonly group: { readonly name: string; readonly file: string };
  readonly everyMs: number;
}

function groupText({ group: { name, file }, everyMs }: TimedGroup): string {
  return `${name} (${file}, every ${formatDuration(everyMs)})`;
}

/** @param able - names of alerts that can fire */
function onlyAble(able: readonly string[]): string {
  return able.length === 0 ? "" : ` Or choose the alerts that can fire: alert=${able.join(delimiter)}.`;
}

/** Errors in the rules and options, and errors of Prometheus itself. */
export const mistake = {
  noRules: (): FiredrillError =>
    new FiredrillError(
      "usage",
      "BAD_RULES",
      "The detector prometheus requires a rules file.",
      "Give a file of alerting rules: --detector prometheus:rules=alerts.yml.",
    ),
  badRules: (path: string, why: string, options?: ErrorOptions): FiredrillError =>
    new FiredrillError(
      "usage",
      "BAD_RULES",
      `Cannot use the rules in ${path}: ${why}.`,
      `"promtool check rules ${path}" finds most mistakes.`,
      options,
    ),
  unknownAlert: (path: string, name: string, known: readonly string[]): FiredrillError =>
    new FiredrillError(
      "usage",
      "UNKNOWN_ALERT",
      `Unknown alert "${name}" in ${path}.`,
      `${didYouMean(name, known)}Alerts: ${known.join(", ")}.`,
    ),
  noNumbers: (rules: string, factor: number): FiredrillError =>
    new FiredrillError(
      "usage",
      "BAD_OPTION",
      `Invalid prometheus option factor=${factor}: no alert of ${rules} compares with a number.`,
      "Leave it out. It moves numbers after > and <, such as 0.3 in latency > 0.3.",
    ),

  badDuration: (option: string, given: string): FiredrillError =>
    new FiredrillError(
      "usage",
      "BAD_OPTION",
      `prometheus: invalid ${option} "${given}".`,
      `Give ${option} as a Prometheus duration: 15s, 500ms, 1m30s.`,
    ),
  /**
   * @param problems - at least one
   * @param others - number of other alerts that cannot fire
   */
  noSuchSeries: (
    alert: RulePlace,
    problems: readonly string[],
    others: number,
    exported: string,
    able: readonly string[],
  ): FiredrillError =>
    new FiredrillError(
      "usage",
      "NO_SUCH_SERIES",
      cannotFire(alert, problems, others),
      `${exported}${onlyAble(able)}`,
    ),
  cannotFire: (
    alert: RulePlace,
    problems: readonly string[],
    others: number,
    advice: string,
    able: readonly string[],
  ): FiredrillError =>
    new FiredrillError(
      "usage",
      "ALERT_CANNOT_FIRE",
      cannotFire(alert, problems, others),
      `${advice}${onlyAble(able)}`,
    ),
  noAlertCounts: (path: string): FiredrillError =>
    new FiredrillError(
      "usage",
      "ALERT_CANNOT_FIRE",
      `No alert in ${path} counts: each has a severity that opens no episode, such as none or info.`,
      "Give such a severity a meaning (severity=info:warning), or choose other rules.",
    ),
  /** @param when - of the evaluation */
  ruleFailed: (name: string, when: string, reason: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "RULE_NOT_EVALUATED",
      `Prometheus could not evaluate the rule ${name} (${when}): ${reason}.`,
      "Production would log the same error and evaluate no alert. Fix the expression.",
    ),
  /** Two groups that an alert needs. */
  unequalIntervals: (one: TimedGroup, other: TimedGroup): FiredrillError =>
    new FiredrillError(
      "drill",
      "UNEQUAL_INTERVALS",
      `The groups ${groupText(one)} and ${groupText(other)} are evaluated at different intervals, and promtool has one interval for all groups.`,
      "Use --clock real, or give the groups equal intervals (evaluation= is for groups without one), or choose alerts whose groups have equal ones with alert=.",
    ),
  /** @param work - what it had to evaluate */
  promtoolTooSlow: (limitMs: number, work: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "PROMTOOL_TOO_SLOW",
      `promtool did not evaluate ${work} within ${Math.round(limitMs / 1000)} s.`,
      "Give it more time (limit=1h), or less work: fewer alerts (alert=), longer intervals (scrape=, evaluation=), a shorter scenario. --clock real needs no promtool run.",
    ),
  readsFixedTime: (rule: RulePlace, what: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "RULE_READS_FIXED_TIME",
      `The ${placeOf("rule", rule)} reads ${what}, and promtool evaluates rules in 1970, not at the scenario's time.`,
      "Use --clock real, where Prometheus evaluates the rules at the time of the drill.",
    ),
  needsRealTime: (factor: number): FiredrillError =>
    new FiredrillError(
      "usage",
      "PROMETHEUS_NEEDS_REAL_TIME",
      `Prometheus runs in wall time and cannot follow a clock that is ${factor} times as fast.`,
      "Use --clock virtual (promtool evaluates the rules) or --clock real.",
    ),
  engineMissing: (program: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ENGINE_MISSING",
      `The program "${program}" is not on the PATH.`,
      "Install the package prometheus (Debian, Ubuntu, Homebrew), or unpack a release from prometheus.io on the PATH.",
    ),
  engineFailed: (program: string, problem: string, lastWords: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ENGINE_FAILED",
      `${program} ${problem}${lastWords === "" ? " and printed nothing" : `; its last output:\n${lastWords}`}`,
      "If the output does not explain it, run the program yourself with the same rules.",
    ),
};
