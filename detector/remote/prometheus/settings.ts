import { delimiter } from "node:path";
import type { OptionValues } from "../../../domain/detector-options.ts";
import { counterChoices } from "../../../domain/wire/metrics.ts";
import type { Counters } from "../../../domain/wire/metrics.ts";
import { parseDuration } from "./duration.ts";
import type { SeverityWords } from "../payload/words.ts";
import { severitiesIn, severityOption } from "../payload/words.ts";
import { mistake } from "./mistakes.ts";
import { alertsOf, readRules, rulesWithFactor } from "./rules.ts";
import type { RuleSet, TimedAlert } from "./rules.ts";

/** The options after `prometheus:`. */
export const prometheusOptions = {
  rules: { kind: "text", default: "", describe: "files of rules or patterns, with : between them" },
  alert: {
    kind: "text",
    default: "",
    describe: "the alerts that count, with : between their names; default: all alerts",
  },
  scrape: { kind: "text", default: "1s", describe: "scrape interval" },
  evaluation: {
    kind: "text",
    default: "1s",
    describe: "evaluation interval of groups without one of their own",
  },
  group_wait: { kind: "text", default: "0s", describe: "time that Alertmanager delays the first alert" },
  counters: {
    kind: "choice",
    default: "eager",
    choices: counterChoices,
    describe: "whether labelled series exist from the start (eager) or from their first event (lazy)",
  },
  limit: {
    kind: "text",
    default: "",
    describe: "time that promtool may take; default: follows the work",
  },
  factor: {
    kind: "number",
    default: 1,
    min: 0.001,
    max: 1000,
    threshold: true,
    describe: "moves every number that an alert compares with; above 1 makes it less sensitive",
  },
  severity: severityOption,
} as const;

/** The setup of Prometheus for one drill. Durations are whole milliseconds. */
export interface PrometheusSettings {
  readonly rules: RuleSet;
  /** The alerts that count, at least one; others are ignored. */
  readonly alerts: readonly TimedAlert[];
  readonly scrapeMs: number;
  /** For groups without an interval of their own. */
  readonly evaluationMs: number;
  readonly groupWaitMs: number;
  readonly counters: Counters;
  /** For promtool, in wall time; default: follows the work. */
  readonly limitMs?: number;
  /** The user's words for severities. */
  readonly severities: SeverityWords;
}

/**
 * @param values - as `parseOptions("prometheus", prometheusOptions, ...)` returns them
 * @throws FiredrillError BAD_RULES, UNKNOWN_ALERT, BAD_OPTION
 */
export function prometheusSettings(values: OptionValues): PrometheusSettings {
  const word = (name: keyof typeof prometheusOptions): string =>
    String(values[name] ?? prometheusOptions[name].default);
  const rules = rulesWithFactor(readRules(word("rules")), Number(word("factor")));
  return {
    rules,
    alerts: chosenAlerts(rules, word("rules"), word("alert")),
    scrapeMs: intervalOf("scrape", word("scrape")),
    evaluationMs: intervalOf("evaluation", word("evaluation")),
    groupWaitMs: durationOf("group_wait", word("group_wait")),
    counters: countersIn(values),
    ...(word("limit") === "" ? {} : { limitMs: intervalOf("limit", word("limit")) }),
    severities: severitiesIn(word("severity")),
  };
}

/** @param values - as `parseOptions("prometheus", prometheusOptions, ...)` returns them */
export function countersIn({ counters }: OptionValues): Counters {
  return counters === "lazy" ? "lazy" : "eager";
}

/** The interval at which the rule is evaluated. */
export function evaluationMsOf(
  { intervalMs }: Pick<TimedAlert, "intervalMs">,
  { evaluationMs }: Pick<PrometheusSettings, "evaluationMs">,
): number {
  return intervalMs ?? evaluationMs;
}

/** The effective `for:`, rounded up to whole evaluations. */
export function heldBackMs(
  rule: Pick<TimedAlert, "forMs" | "intervalMs">,
  settings: Pick<PrometheusSettings, "evaluationMs">,
): number {
  const everyMs = evaluationMsOf(rule, settings);
  return Math.ceil(rule.forMs / everyMs) * everyMs;
}

function chosenAlerts(rules: RuleSet, path: string, wanted: string): readonly TimedAlert[] {
  const alerts = alertsOf(rules);
  if (wanted === "") return alerts;
  const known = new Set(alerts.map(({ name }) => name));
  const names = known.has(wanted) ? [wanted] : wanted.split(delimiter);
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw mistake.unknownAlert(path, unknown, [...known]);
  return alerts.filter(({ name }) => names.includes(name));
}

function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw mistake.badDuration(option, text);
  return ms;
}

function intervalOf(option: string, text: string): number {
  const ms = durationOf(option, text);
  if (ms === 0) throw mistake.badDuration(option, text);
  return ms;
}
