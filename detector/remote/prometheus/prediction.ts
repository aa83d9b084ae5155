import type { Fault } from "../../../domain/fault.ts";
import type { Prediction } from "../../../domain/remote-detector.ts";
import { parseDuration } from "./duration.ts";
import type { TimedAlert } from "./rules.ts";
import type { PrometheusSettings } from "./settings.ts";
import { evaluationMsOf, heldBackMs } from "./settings.ts";

type PredictedRule = Pick<TimedAlert, "expr" | "forMs" | "intervalMs">;

interface Intervals extends Pick<PrometheusSettings, "scrapeMs" | "evaluationMs" | "groupWaitMs"> {
  readonly alerts: readonly PredictedRule[];
}

interface Span {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/**
 * Predicts the delay from the mode switch to the first alert, from the intervals alone: the first slow request ends,
 * the rule's window holds enough of them, then a scrape, an evaluation, `for` and `group_wait`. Assumes steady
 * traffic in which every request is affected, so single requests move the bounds by about the gap between two.
 * Analyzes rules on a quantile of response times; of other rules it uses only the intervals and the window, and only
 * when no quantile rule can fire.
 * @returns `undefined` when no rule can fire because the fault stays below every threshold
 */
export function predict(settings: Intervals, fault: Fault): Prediction | undefined {
  const quantileRules = settings.alerts.filter(({ expr }) => quantileOf.test(expr));
  const others = settings.alerts.filter((rule) => !quantileRules.includes(rule));
  return soonest(quantileRules, settings, fault) ?? soonest(others, settings, fault);
}

function soonest(rules: readonly PredictedRule[], settings: Intervals, fault: Fault): Prediction | undefined {
  return rules
    .flatMap((rule) => predictRule(rule, settings, fault) ?? [])
    .toSorted((a, b) => a.latestMs - b.latestMs || a.earliestMs - b.earliestMs)[0];
}

function predictRule(rule: PredictedRule, settings: Intervals, fault: Fault): Prediction | undefined {
  const spans = windowSpans(rule.expr, settings.scrapeMs, fault);
  if (spans === undefined) return undefined;
  const { finished, filled } = spans;
  const steps = [
    { name: "finished", ...finished },
    { name: "scraped", earliestMs: filled.earliestMs, latestMs: filled.latestMs + settings.scrapeMs },
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

/** Time until the first slow answer, and from there until the window holds enough of them. */
function windowSpans(
  expr: string,
  scrapeMs: number,
  { affectedMs, healthyMs }: Fault,
): { readonly finished: Span; readonly filled: Span } | undefined {
  const windowMs = parseDuration(windowOf.exec(expr)?.[1] ?? "0") ?? 0;
  const quantile = quantileOf.exec(expr)?.[1];
  if (quantile === undefined) {
    return {
      finished: { earliestMs: 0, latestMs: affectedMs },
      filled: { earliestMs: 0, latestMs: windowMs },
    };
  }
  const thresholdS = thresholdOf.exec(expr)?.[1];
  if (thresholdS !== undefined && affectedMs <= Number(thresholdS) * 1000) return undefined;
  const gapMs = affectedMs - healthyMs;
  const share = 1 - Number(quantile);
  const filledMs = (scrapes: number): number =>
    Math.round(Math.max(0, (scrapes - 1) * scrapeMs - gapMs) * share);
  return {
    finished: exactly(affectedMs),
    filled: {
      earliestMs: filledMs(Math.floor(windowMs / scrapeMs)),
      latestMs: filledMs(Math.ceil(windowMs / scrapeMs)),
    },
  };
}

function exactly(ms: number): Span {
  return { earliestMs: ms, latestMs: ms };
}
