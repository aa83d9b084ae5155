import type { Fault } from "../../../domain/fault.ts";
import type { Prediction } from "../../../domain/remote-detector.ts";
import { parseDuration } from "./duration.ts";
import type { AlertingRule } from "./rules.ts";
import { evaluationMsOf, heldBackMs } from "./settings.ts";
import type { PrometheusSettings } from "./settings.ts";

type Intervals = Pick<PrometheusSettings, "alerts" | "scrapeMs" | "evaluationMs" | "groupWaitMs">;

interface Span {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/**
 * When the first of the alerts comes after the switch, by the intervals alone: the first slow request ends, enough of
 * them stand in the rule's window, then a scrape, an evaluation, `for` and `group_wait`. Traffic is taken as a steady
 * flow and every request as affected, so that single requests move the bounds by about the gap between two.
 * @returns undefined when no rule can fire: the fault stays below every threshold
 */
export function predict(settings: Intervals, fault: Fault): Prediction | undefined {
  const predictions = settings.alerts.flatMap((rule) => predictRule(rule, settings, fault) ?? []);
  return predictions.toSorted((a, b) => a.latestMs - b.latestMs || a.earliestMs - b.earliestMs)[0];
}

function predictRule(rule: AlertingRule, settings: Intervals, fault: Fault): Prediction | undefined {
  const filling = windowSpan(rule.expr, settings.scrapeMs, fault);
  if (filling === undefined) return undefined;
  const steps = [
    { name: "finished", ...exactly(fault.affectedMs) },
    { name: "scraped", earliestMs: filling.earliestMs, latestMs: filling.latestMs + settings.scrapeMs },
    { name: "pending", earliestMs: 0, latestMs: evaluationMsOf(rule, settings) },
    { name: "firing", ...exactly(heldBackMs(rule, settings)) },
    { name: "posted", ...exactly(settings.groupWaitMs) },
  ];
  return {
    earliestMs: steps.reduce((sum, step) => sum + step.earliestMs, 0),
    latestMs: steps.reduce((sum, step) => sum + step.latestMs, 0),
    steps,
  };
}

const quantileOf = /histogram_quantile\s*\(\s*([01]?\.\d+|[01])\s*,/;
const thresholdOf = />=?\s*([\d.]+(?:e[+-]?\d+)?)\s*$/;
const windowOf = /\[\s*([0-9a-z]+)\s*\]/;

/** How long after the first slow answer the window holds enough of them; 0 to the whole window where the rule is not understood. */
function windowSpan(expr: string, scrapeMs: number, { affectedMs, healthyMs }: Fault): Span | undefined {
  const windowMs = parseDuration(windowOf.exec(expr)?.[1] ?? "0") ?? 0;
  const quantile = quantileOf.exec(expr)?.[1];
  if (quantile === undefined) return { earliestMs: 0, latestMs: windowMs };
  const thresholdS = thresholdOf.exec(expr)?.[1];
  if (thresholdS !== undefined && affectedMs <= Number(thresholdS) * 1000) return undefined;
  const silentMs = affectedMs - healthyMs;
  const share = 1 - Number(quantile);
  const filled = (scrapes: number): number =>
    Math.round(Math.max(0, (scrapes - 1) * scrapeMs - silentMs) * share);
  return {
    earliestMs: filled(Math.floor(windowMs / scrapeMs)),
    latestMs: filled(Math.ceil(windowMs / scrapeMs)),
  };
}

function exactly(ms: number): Span {
  return { earliestMs: ms, latestMs: ms };
}
