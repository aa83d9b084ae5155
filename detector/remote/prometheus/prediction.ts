import type { Fault } from "../../../domain/fault.ts";
import type { Prediction } from "../../../domain/remote-detector.ts";
import { severityIn } from "../payload/words.ts";
import type { SeverityWords } from "../payload/words.ts";
import type { Expression } from "./expression.ts";
import { metricNameOf, parseExpression, partsOf, withParts } from "./expression.ts";
import type { RuleGroup, TimedAlert } from "./rules.ts";
import type { PrometheusSettings } from "./settings.ts";
import { evaluationMsOf, heldBackMs } from "./settings.ts";

type PredictedRule = Pick<TimedAlert, "expr" | "forMs" | "intervalMs" | "group" | "labels">;

interface Intervals extends Pick<PrometheusSettings, "scrapeMs" | "evaluationMs" | "groupWaitMs"> {
  readonly rules: { readonly groups: readonly Pick<RuleGroup, "intervalMs" | "rules">[] };
  readonly alerts: readonly PredictedRule[];
  readonly severities?: SeverityWords;
}

interface Span {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/**
 * Predicts the delay from the mode switch to the first alert, from the intervals alone: the first slow request ends,
 * the rule's window holds enough of them, then a scrape, an evaluation, `for` and `group_wait`. A recording rule in
 * another group adds up to one evaluation of that group. Assumes steady traffic in which every request is affected, so
 * single requests move the bounds by about the gap between two. Analyzes rules on a quantile of response times; of other
 * rules it uses only the intervals and the window, and only when no quantile rule can fire.
 * @returns `undefined` when no rule can fire: the fault stays below every threshold, no rule reads what the server
 * measures, or no alert opens an episode
 */
export function predict(settings: Intervals, fault: Fault): Prediction | undefined {
  const rules = settings.alerts.flatMap((rule) => {
    if (severityIn(rule.labels, settings.severities) === "none") return [];
    const read = withRecordings(rule, settings);
    return read === undefined || !readsMeasurements(read.expression) ? [] : [{ rule, ...read }];
  });
  const others = rules.filter((rule) => !isOnQuantile(rule));
  return soonest(rules.filter(isOnQuantile), settings, fault) ?? soonest(others, settings, fault);
}

function isOnQuantile({ expression }: ReadRule): boolean {
  return comparedQuantile(expression) !== undefined;
}

function soonest(rules: readonly ReadRule[], settings: Intervals, fault: Fault): Prediction | undefined {
  return rules
    .flatMap((rule) => predictRule(rule, settings, fault) ?? [])
    .toSorted((a, b) => a.latestMs - b.latestMs || a.earliestMs - b.earliestMs)[0];
}

function predictRule(
  { rule, expression, recordedMs }: ReadRule,
  settings: Intervals,
  fault: Fault,
): Prediction | undefined {
  const spans = windowSpans(expression, settings.scrapeMs, fault);
  if (spans === undefined) return undefined;
  const { finished, filled } = spans;
  const steps = [
    { name: "finished", ...finished },
    { name: "scraped", earliestMs: filled.earliestMs, latestMs: filled.latestMs + settings.scrapeMs },
    { name: "pending", earliestMs: 0, latestMs: recordedMs + evaluationMsOf(rule, settings) },
    { name: "firing", ...exactly(heldBackMs(rule, settings)) },
    { name: "posted", ...exactly(settings.groupWaitMs) },
  ];
  return {
    earliestMs: steps.reduce((sum, step) => sum + step.earliestMs, 0),
    latestMs: steps.reduce((sum, step) => sum + step.latestMs, 0),
    steps,
  };
}

interface ReadRule {
  readonly rule: PredictedRule;
  /** With the expressions of recording rules in place of their series. */
  readonly expression: Expression;
  /** The most that recording rules of other groups add. */
  readonly recordedMs: number;
}

/** Rules that read each other more than once grow without bounds. */
const mostExpansions = 1000;

/** @returns `undefined` for an expression that cannot be parsed */
function withRecordings(rule: PredictedRule, settings: Intervals): Omit<ReadRule, "rule"> | undefined {
  const parsed = parseExpression(rule.expr);
  if (parsed === undefined) return undefined;
  const open = new Set<string>();
  let expansions = 0;
  const expanded = (expression: Expression): Expression => {
    const recording = recordingOf(expression, settings);
    if (recording === undefined) return withParts(expression, expanded);
    expansions += 1;
    if (open.has(recording.name) || expansions > mostExpansions) return expression;
    open.add(recording.name);
    const inner = expanded(recording.expression);
    open.delete(recording.name);
    return inner;
  };
  return { expression: expanded(parsed), recordedMs: boundaryMs(rule, settings) };
}

/**
 * The most that recording rules of other groups add to the delay of a rule, because groups are evaluated at offsets of
 * their own: an interval for each group on the longest way from its data.
 */
export function boundaryMs(
  rule: Pick<PredictedRule, "expr" | "group">,
  settings: Pick<Intervals, "rules" | "evaluationMs">,
): number {
  /** By the name of the recording rule; 0 while it is being followed. */
  const known = new Map<string, number>();
  const added = (expression: Expression, reader: number): number => {
    const recording = recordingOf(expression, settings);
    if (recording === undefined)
      return Math.max(0, ...partsOf(expression).map((part) => added(part, reader)));
    const { name, group, everyMs } = recording;
    let inner = known.get(name);
    if (inner === undefined) {
      known.set(name, 0);
      inner = added(recording.expression, group);
      known.set(name, inner);
    }
    return inner + (group === reader ? 0 : everyMs);
  };
  const parsed = parseExpression(rule.expr);
  return parsed === undefined ? 0 : added(parsed, rule.group);
}

interface Recording {
  readonly name: string;
  readonly expression: Expression;
  /** Index of its group. */
  readonly group: number;
  /** The interval of its group. */
  readonly everyMs: number;
}

/** The recording rule whose series an expression selects. */
function recordingOf(
  expression: Expression,
  { rules: { groups }, evaluationMs }: Pick<Intervals, "rules" | "evaluationMs">,
): Recording | undefined {
  const name = expression.kind === "selector" ? metricNameOf(expression) : undefined;
  if (name === undefined) return undefined;
  const group = groups.findIndex(({ rules }) => rules.some(isRecordingOf(name)));
  const text = groups[group]?.rules.find(isRecordingOf(name))?.expr;
  const recorded = text === undefined ? undefined : parseExpression(text);
  const everyMs = groups[group]?.intervalMs ?? evaluationMs;
  return recorded === undefined ? undefined : { name, expression: recorded, group, everyMs };
}

function isRecordingOf(name: string): (rule: RuleGroup["rules"][number]) => boolean {
  return (rule) => rule.kind === "recording" && rule.name === name;
}

/**
 * Prometheus's own series say whether a scrape worked, not what the server measured. A series is there or not whatever
 * its values are.
 */
function readsMeasurements(expression: Expression): boolean {
  if (expression.kind === "call" && expression.name.startsWith("absent")) return false;
  if (expression.kind !== "selector") return partsOf(expression).some(readsMeasurements);
  return !/^(?:up|scrape_\w+)$/.test(metricNameOf(expression) ?? "");
}

/** Time until the first slow answer, and from there until the window holds enough of them. */
function windowSpans(
  expression: Expression,
  scrapeMs: number,
  { affectedMs, healthyMs }: Fault,
): { readonly finished: Span; readonly filled: Span } | undefined {
  const compared = comparedQuantile(expression);
  if (compared === undefined) {
    return {
      finished: { earliestMs: 0, latestMs: affectedMs },
      filled: { earliestMs: 0, latestMs: spanMs(expression) },
    };
  }
  if (compared.aboveS !== undefined && affectedMs <= compared.aboveS * 1000) return undefined;
  const windowMs = spanMs(compared.histogram);
  const gapMs = affectedMs - healthyMs;
  const share = 1 - compared.quantile;
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

/** The longest time that an expression looks back; 0 for one that cannot be parsed. */
export function lookbackMs(expr: string): number {
  const expression = parseExpression(expr);
  return expression === undefined ? 0 : spanMs(expression);
}

function spanMs(expression: Expression): number {
  const inner = Math.max(0, ...partsOf(expression).map(spanMs));
  const isRange = expression.kind === "selector" || expression.kind === "subquery";
  return isRange ? inner + (expression.rangeMs ?? 0) : inner;
}

interface ComparedQuantile {
  /** 0 to 1. */
  readonly quantile: number;
  readonly histogram: Expression;
  /** The rule fires only above this value, in seconds, if it compares the quantile itself. */
  readonly aboveS?: number;
}

/** The first quantile of a histogram in an expression, with its threshold. */
function comparedQuantile(expression: Expression): ComparedQuantile | undefined {
  const inner = bare(expression);
  if (inner.kind === "binary") {
    const [left, right] = [bare(inner.left), bare(inner.right)];
    const [above, below] = [quantileIn(left), quantileIn(right)];
    if (above !== undefined && right.kind === "number" && inner.operator.startsWith(">"))
      return { ...above, aboveS: right.value };
    if (below !== undefined && left.kind === "number" && inner.operator.startsWith("<"))
      return { ...below, aboveS: left.value };
  }
  return (
    quantileIn(inner) ??
    partsOf(inner)
      .flatMap((part) => comparedQuantile(part) ?? [])
      .at(0)
  );
}

function quantileIn(expression: Expression): ComparedQuantile | undefined {
  if (expression.kind !== "call" || expression.name !== "histogram_quantile") return undefined;
  const [quantile, histogram] = expression.args;
  return quantile?.kind === "number" && histogram !== undefined
    ? { quantile: quantile.value, histogram }
    : undefined;
}

/** Without parentheses, signs and modifiers. */
function bare(expression: Expression): Expression {
  return expression.kind === "around" ? bare(expression.of) : expression;
}

function exactly(ms: number): Span {
  return { earliestMs: ms, latestMs: ms };
}
