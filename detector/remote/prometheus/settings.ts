import type { OptionValues } from "../../../domain/detector-options.ts";
import { parseDuration } from "./duration.ts";
import type { SeverityWords } from "../payload/words.ts";
import { severitiesIn, severityOption } from "../payload/words.ts";
import { mistake } from "./mistakes.ts";
import { readRules } from "./rules.ts";
import type { AlertingRule, RuleFile } from "./rules.ts";

/** What may stand after `prometheus:`. */
export const prometheusOptions = {
  rules: { kind: "text", default: "", describe: "file of alerting rules" },
  alert: {
    kind: "text",
    default: "",
    describe: "the only alert that counts; default: every one in the file",
  },
  scrape: { kind: "text", default: "1s", describe: "scrape interval" },
  evaluation: { kind: "text", default: "1s", describe: "evaluation interval of groups without their own" },
  group_wait: { kind: "text", default: "0s", describe: "how long Alertmanager holds the first alert back" },
  severity: severityOption,
} as const;

/** Prometheus as it is set up for one drill. Durations are whole milliseconds. */
export interface PrometheusSettings {
  readonly rules: RuleFile;
  /** The alerts that count, at least one; what else fires is not heard. */
  readonly alerts: readonly AlertingRule[];
  readonly scrapeMs: number;
  /** Of groups without an interval of their own. */
  readonly evaluationMs: number;
  readonly groupWaitMs: number;
  /** The user's own words for severities. */
  readonly severities: SeverityWords;
}

/**
 * @param values - as `parseOptions("prometheus", prometheusOptions, ...)` returns them
 * @throws FiredrillError BAD_RULES, UNKNOWN_ALERT, BAD_OPTION
 */
export function prometheusSettings(values: OptionValues): PrometheusSettings {
  const word = (name: keyof typeof prometheusOptions): string =>
    String(values[name] ?? prometheusOptions[name].default);
  const rules = readRules(word("rules"));
  return {
    rules,
    alerts: chosenAlerts(rules, word("alert")),
    scrapeMs: intervalOf("scrape", word("scrape")),
    evaluationMs: intervalOf("evaluation", word("evaluation")),
    groupWaitMs: durationOf("group_wait", word("group_wait")),
    severities: severitiesIn(word("severity")),
  };
}

/** How often the rule is evaluated. */
export function evaluationMsOf(
  { intervalMs }: AlertingRule,
  { evaluationMs }: Pick<PrometheusSettings, "evaluationMs">,
): number {
  return intervalMs ?? evaluationMs;
}

/** `for:` as it works: rounded up to whole evaluations. */
export function heldBackMs(rule: AlertingRule, settings: Pick<PrometheusSettings, "evaluationMs">): number {
  const everyMs = evaluationMsOf(rule, settings);
  return Math.ceil(rule.forMs / everyMs) * everyMs;
}

function chosenAlerts({ path, alerts }: RuleFile, asked: string): readonly AlertingRule[] {
  if (asked === "") return alerts;
  const chosen = alerts.filter(({ name }) => name === asked);
  if (chosen.length === 0)
    throw mistake.unknownAlert(path, asked, [...new Set(alerts.map(({ name }) => name))]);
  return chosen;
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
