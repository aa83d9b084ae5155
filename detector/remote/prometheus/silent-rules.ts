import { RE2JS } from "re2js";
import { didYouMean } from "../../../domain/text/nearest-name.ts";
import type { ExportedMetric } from "../../source.ts";
import { scrapeJob } from "../../source.ts";
import { severityIn } from "../payload/words.ts";
import { formatDuration } from "./duration.ts";
import type {
  AggregateExpression,
  BinaryExpression,
  Expression,
  Matcher,
  SelectorExpression,
} from "./expression.ts";
import { fixedTimesIn, metricNameOf, parseExpression, partsOf } from "./expression.ts";
import type { LabelSet } from "./label-sets.ts";
import { anyLabels, eitherLabels, keptLabels, mismatch, noLabels, withoutLabels } from "./label-sets.ts";
import { mistake, placeOf } from "./mistakes.ts";
import type { Rule, RuleGroup, TimedAlert } from "./rules.ts";
import type { PrometheusSettings } from "./settings.ts";
import { evaluationMsOf } from "./settings.ts";

/** What Prometheus scrapes in a drill. */
export interface Scraped {
  readonly clock: "virtual" | "real";
  readonly metrics: readonly ExportedMetric[];
  /** The label that Prometheus gives every series. */
  readonly instance: string;
}

type RuleSettings = Pick<PrometheusSettings, "rules" | "alerts" | "severities" | "scrapeMs" | "evaluationMs">;

/**
 * Checks that every alert that counts could fire in some drill: its series exist, its windows hold enough scrapes, and
 * its times are the scenario's.
 * @returns notes on alerts that can fire although they read series that do not exist, or windows that hold too little
 * @throws FiredrillError NO_SUCH_SERIES, ALERT_CANNOT_FIRE, RULE_READS_FIXED_TIME
 */
export function checkAlerts(settings: RuleSettings, scraped: Scraped): readonly string[] {
  const alerts = openingAlerts(settings);
  if (alerts.length === 0) throw mistake.noAlertCounts(settings.rules.name);
  const series = new SeriesOfDrill(settings, scraped);
  const silent = alerts.filter(({ expr }) => !series.canFire(expr));
  const [first, ...others] = silent;
  if (first !== undefined) {
    const problems = series.problemsOf(first.expr);
    const able = alerts.filter((alert) => !silent.includes(alert)).map(({ name }) => name);
    const missing = problems.find(({ kind }) => kind === "series");
    const texts = problems.map(({ text }) => text);
    throw missing === undefined
      ? mistake.cannotFire(first, texts, others.length, problems[0]?.advice ?? "", able)
      : mistake.noSuchSeries(
          first,
          texts,
          others.length,
          `${missing.advice} ${series.listed()}`.trim(),
          able,
        );
  }
  if (scraped.clock === "virtual") checkTimes(alerts, series);
  return alerts.flatMap((alert) =>
    series.problemsOf(alert.expr).map(({ text, advice, extent }) => {
      const part = `Part of the ${placeOf("alert", alert)}`;
      const effect = extent === "always" ? "cannot fire" : "can stay silent";
      return `${part} ${effect}: ${text}. ${advice}`.trim();
    }),
  );
}

/** The alerts that open episodes. */
export function openingAlerts({
  alerts,
  severities,
}: Pick<PrometheusSettings, "alerts" | "severities">): readonly TimedAlert[] {
  return alerts.filter(({ labels }) => severityIn(labels, severities) !== "none");
}

/** The groups with only the rules that lead to an alert that opens episodes. */
export function neededGroups(settings: Omit<RuleSettings, "scrapeMs">): readonly RuleGroup[] {
  const series = new SeriesOfDrill(
    { ...settings, scrapeMs: 1 },
    { clock: "virtual", metrics: [], instance: "" },
  );
  const opening = openingAlerts(settings);
  const names = new Set(opening.map(({ name }) => name));
  const read = new Set(opening.flatMap(({ expr }) => [...series.rulesFor(expr)]));
  return settings.rules.groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter(
        (rule) => read.has(rule) || (rule.kind === "alerting" && names.has(rule.name)),
      ),
    }))
    .filter(({ rules }) => rules.length > 0);
}

function checkTimes(alerts: readonly TimedAlert[], series: SeriesOfDrill): void {
  for (const rule of alerts.flatMap((alert) => [alert, ...series.rulesFor(alert.expr)])) {
    const [fixed] = fixedTimesIn(rule.expr);
    if (fixed !== undefined) throw mistake.readsFixedTime(rule, fixed);
  }
}

/** Why a part of an expression has no result. */
interface Problem {
  readonly kind: "series" | "window" | "match";
  /** Continues a sentence. */
  readonly text: string;
  /** Sentences; may be empty. */
  readonly advice: string;
  /** `sometimes`: at some evaluations it has one. */
  readonly extent: "always" | "sometimes";
}

/** Series that can exist in a drill, under one name. */
interface Candidate {
  readonly name: string;
  /** Values of known labels. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** `some`: it can have other labels, too. */
  readonly otherLabels: "none" | "some";
  /** How the known labels are described. */
  readonly shown: ReadonlyMap<string, string>;
  /** Time from one of its samples to the next. */
  readonly everyMs: number;
  /** The rule whose results they are. */
  readonly rule?: Rule;
}

const ownOfPrometheus = [
  "scrape_duration_seconds",
  "scrape_samples_post_metric_relabeling",
  "scrape_samples_scraped",
  "scrape_series_added",
];

/** These functions compare samples, and have no result for a single one. */
const needsTwoSamples: ReadonlySet<string> = new Set([
  "rate",
  "irate",
  "increase",
  "delta",
  "idelta",
  "deriv",
  "predict_linear",
  "holt_winters",
  "double_exponential_smoothing",
]);

/** These have a result for no series as well. */
const needsNoSeries: ReadonlySet<string> = new Set(["absent", "absent_over_time", "scalar"]);

/** Functions whose results have labels that their arguments do not tell. */
const makesLabels: ReadonlySet<string> = new Set([
  "absent",
  "absent_over_time",
  "label_replace",
  "label_join",
  "info",
]);

/** Aggregations whose results are some of the series. */
const keepsSeries: ReadonlySet<string> = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

class SeriesOfDrill {
  private readonly target: ReadonlyMap<string, readonly string[]>;
  private readonly candidates: readonly Candidate[];
  private readonly byName: ReadonlyMap<string, readonly Candidate[]>;
  private readonly scrapeMs: number;
  private readonly clock: Scraped["clock"];
  /** Rules that can have a result. */
  private readonly able = new Set<Rule>();
  /** Labels of what rules record, given the rules that can have a result. */
  private readonly recorded = new Map<Rule, LabelSet>();
  /** Recording rules whose labels are being derived, which can read each other. */
  private readonly reading = new Set<Rule>();
  private readonly parsed = new Map<string, Expression | undefined>();

  constructor(
    { rules, scrapeMs, evaluationMs }: Pick<PrometheusSettings, "rules" | "scrapeMs" | "evaluationMs">,
    { clock, metrics, instance }: Scraped,
  ) {
    this.scrapeMs = scrapeMs;
    this.clock = clock;
    this.target = new Map([
      ["job", [scrapeJob]],
      ["instance", [instance]],
    ]);
    const own = ["up", ...(clock === "real" ? ownOfPrometheus : [])].map((name) => ({ name, labels: {} }));
    const results = rules.groups.flatMap((group) => {
      const everyMs = evaluationMsOf(group, { evaluationMs });
      return group.rules.flatMap((rule) => resultsOf(rule, everyMs));
    });
    this.candidates = [...[...metrics, ...own].map((metric) => this.exported(metric)), ...results];
    this.byName = grouped(this.candidates);
    this.findAble(rules.groups.flatMap((group) => group.rules));
  }

  canFire(expr: string): boolean {
    const expression = this.expressionOf(expr);
    // promtool says what is wrong with it.
    return expression === undefined || this.hasResult(expression);
  }

  /** Without repeats. */
  problemsOf(expr: string): readonly Problem[] {
    const found = new Map<string, Problem>();
    this.collect(this.expressionOf(expr), found, new Set());
    return [...found.values()];
  }

  /** The rules whose results an expression reads, directly or through others. */
  rulesFor(expr: string, seen: Set<Rule> = new Set()): ReadonlySet<Rule> {
    for (const selector of selectorsIn(this.expressionOf(expr))) {
      for (const { rule, labels: values, otherLabels } of this.named(selector)) {
        if (rule === undefined || seen.has(rule)) continue;
        if (wrongLabel({ values, otherLabels }, selector) !== undefined) continue;
        seen.add(rule);
        this.rulesFor(rule.expr, seen);
      }
    }
    return seen;
  }

  /** Sentences. */
  listed(): string {
    const exported = this.candidates.filter(({ rule }) => rule === undefined);
    const names = exported.map(({ name, labels }) => {
      const own = [...labels.keys()].filter((label) => !this.target.has(label));
      return own.length === 0 ? name : `${name}{${own.join(", ")}}`;
    });
    const target = [...this.target].map(([label, [value = ""]]) => `${label}="${value}"`).join(" and ");
    return `Exported, each with ${target}: ${names.join(", ")}.`;
  }

  private exported({ name, labels }: ExportedMetric): Candidate {
    const known = Object.entries(labels);
    return {
      name,
      labels: new Map([
        ...known.map(([label, { values }]) => [label, this.asScraped(label, values)] as const),
        ...this.target,
      ]),
      otherLabels: "none",
      shown: new Map(known.map(([label, { shown }]) => [label, shown])),
      everyMs: this.scrapeMs,
    };
  }

  /** Prometheus 3 writes whole edges of buckets with a decimal. */
  private asScraped(label: string, values: readonly string[]): readonly string[] {
    return label === "le" && this.clock === "real"
      ? values.flatMap((value) => (/^\d+$/.test(value) ? [value, `${value}.0`] : [value]))
      : values;
  }

  /** A rule can have a result once the rules that it reads can. */
  private findAble(rules: readonly Rule[]): void {
    let before = -1;
    while (this.able.size > before) {
      before = this.able.size;
      for (const rule of rules) {
        if (this.able.has(rule) || !this.canFire(rule.expr)) continue;
        this.able.add(rule);
        this.recorded.clear();
      }
    }
  }

  private expressionOf(expr: string): Expression | undefined {
    if (!this.parsed.has(expr)) this.parsed.set(expr, parseExpression(expr));
    return this.parsed.get(expr);
  }

  private hasResult(expression: Expression): boolean {
    switch (expression.kind) {
      case "number":
      case "text":
        return true;
      case "selector":
        return this.existing(expression).length > 0;
      case "subquery":
      case "around":
        return this.hasResult(expression.of);
      case "aggregate":
        return expression.args.every((arg) => this.hasResult(arg));
      case "call":
        if (needsNoSeries.has(expression.name)) return true;
        return (
          expression.args.every((arg) => this.hasResult(arg)) &&
          !this.windowsOf(expression).some(({ windowMs, everyMs }) => windowMs <= everyMs)
        );
      case "binary":
        if (expression.operator === "or")
          return this.hasResult(expression.left) || this.hasResult(expression.right);
        if (expression.operator === "unless") return this.hasResult(expression.left);
        return (
          this.hasResult(expression.left) &&
          this.hasResult(expression.right) &&
          this.mismatchIn(expression) === undefined
        );
    }
  }

  /** Why no series of its two sides match. */
  private mismatchIn({ operator, left, right, matching, fills }: BinaryExpression): string | undefined {
    if (operator === "or" || operator === "unless" || fills === "yes") return undefined;
    if (isScalar(left) || isScalar(right)) return undefined;
    return mismatch(this.labelsOf(left), this.labelsOf(right), matching);
  }

  private labelsOf(expression: Expression): LabelSet {
    switch (expression.kind) {
      case "number":
      case "text":
        return noLabels;
      case "selector":
        return eitherLabels(
          this.existing(expression).map((candidate) =>
            selectedLabels(this.labelsOfSeries(candidate), expression),
          ),
        );
      case "subquery":
      case "around":
        return this.labelsOf(expression.of);
      case "call":
        return this.labelsOfCall(expression);
      case "aggregate":
        return this.labelsOfAggregate(expression);
      case "binary":
        return this.labelsOfBinary(expression);
    }
  }

  /** A recording rule records the labels of its expression and its own. */
  private labelsOfSeries({ labels, otherLabels, rule }: Candidate): LabelSet {
    const expression = rule?.kind === "recording" ? this.expressionOf(rule.expr) : undefined;
    if (rule === undefined || expression === undefined || this.reading.has(rule))
      return { values: labels, otherLabels };
    const known = this.recorded.get(rule);
    if (known !== undefined) return known;
    this.reading.add(rule);
    const { values, otherLabels: others } = this.labelsOf(expression);
    this.reading.delete(rule);
    // A label with a template or without a value can be anything or absent.
    const isPlain = Object.values(rule.labels).every((value) => value !== "" && !value.includes("{{"));
    const recorded: LabelSet = {
      values: new Map([...values, ...labels]),
      otherLabels: isPlain ? others : "some",
    };
    this.recorded.set(rule, recorded);
    return recorded;
  }

  private labelsOfCall({ name, args }: Extract<Expression, { readonly kind: "call" }>): LabelSet {
    if (makesLabels.has(name)) return anyLabels;
    const vector = args.find((arg) => !isScalar(arg));
    if (vector === undefined) return noLabels;
    const labels = this.labelsOf(vector);
    return name === "histogram_quantile" || name === "histogram_fraction"
      ? withoutLabels(labels, ["le"])
      : labels;
  }

  private labelsOfAggregate({ name, args, grouping }: AggregateExpression): LabelSet {
    const vector = args.at(-1);
    if (vector === undefined || name === "count_values") return anyLabels;
    const labels = this.labelsOf(vector);
    if (keepsSeries.has(name)) return labels;
    return grouping.kind === "by"
      ? keptLabels(labels, grouping.labels)
      : withoutLabels(labels, grouping.labels);
  }

  private labelsOfBinary({ operator, left, right, matching, many }: BinaryExpression): LabelSet {
    if (isScalar(left)) return this.labelsOf(right);
    if (isScalar(right) || operator === "and" || operator === "unless") return this.labelsOf(left);
    if (operator === "or") return eitherLabels([this.labelsOf(left), this.labelsOf(right)]);
    // The grouping can copy labels from the other side.
    if (many !== "neither") return anyLabels;
    const labels = this.labelsOf(left);
    switch (matching.kind) {
      case "all":
        return labels;
      case "on":
        return keptLabels(labels, matching.labels);
      case "ignoring":
        return withoutLabels(labels, matching.labels);
    }
  }

  private named(selector: SelectorExpression): readonly Candidate[] {
    const isNamed = testOf(selector.matchers.filter(({ label }) => label === "__name__"));
    const name = metricNameOf(selector);
    const some = name === undefined ? this.candidates : (this.byName.get(name) ?? []);
    return some.filter((candidate) => isNamed(candidate.name));
  }

  private existing(selector: SelectorExpression): readonly Candidate[] {
    return this.named(selector).filter(
      (candidate) =>
        (candidate.rule === undefined || this.able.has(candidate.rule)) &&
        wrongLabel(this.labelsOfSeries(candidate), selector) === undefined,
    );
  }

  /** The windows of a function that compares samples. */
  private windowsOf({ name, args }: Extract<Expression, { readonly kind: "call" }>): readonly Window[] {
    if (!needsTwoSamples.has(name)) return [];
    return args.flatMap((arg) => {
      const range = bare(arg);
      if (range.kind !== "selector" || range.rangeMs === undefined) return [];
      const everyMs = Math.min(...this.existing(range).map((candidate) => candidate.everyMs));
      return everyMs === Infinity ? [] : [{ selector: range, windowMs: range.rangeMs, everyMs }];
    });
  }

  private collect(expression: Expression | undefined, found: Map<string, Problem>, open: Set<Rule>): void {
    if (expression === undefined) return;
    if (expression.kind === "selector") {
      if (this.existing(expression).length === 0) this.collectMissing(expression, found, open);
      return;
    }
    for (const part of partsOf(expression)) this.collect(part, found, open);
    const difference = expression.kind === "binary" ? this.mismatchIn(expression) : undefined;
    if (expression.kind === "binary" && difference !== undefined) {
      const problem = matchProblem(expression, difference);
      found.set(problem.text, problem);
    }
    if (expression.kind !== "call") return;
    for (const window of this.windowsOf(expression)) {
      const problem = this.windowProblem(window);
      if (problem !== undefined) found.set(problem.text, problem);
    }
  }

  /** Of a series that a rule without a result would record, the problems are that rule's. */
  private collectMissing(selector: SelectorExpression, found: Map<string, Problem>, open: Set<Rule>): void {
    const named = this.named(selector);
    const before = found.size;
    for (const { rule } of named) {
      if (rule === undefined || this.able.has(rule) || open.has(rule)) continue;
      open.add(rule);
      this.collect(this.expressionOf(rule.expr), found, open);
    }
    if (found.size > before) return;
    const problem = this.seriesProblem(selector, named);
    found.set(problem.text, problem);
  }

  private seriesProblem(selector: SelectorExpression, named: readonly Candidate[]): Problem {
    const [kind, extent] = ["series", "always"] as const;
    const text = `no such series: ${selector.text}`;
    const [nearest] = named;
    if (nearest === undefined) {
      const name = metricNameOf(selector) ?? "";
      if (ownOfPrometheus.includes(name))
        return { kind, extent, text: `${text} (only on --clock real)`, advice: "Use --clock real." };
      const known = [...new Set(this.candidates.map((candidate) => candidate.name))];
      return { kind, extent, text, advice: didYouMean(name, known).trim() };
    }
    const labels = this.labelsOfSeries(nearest);
    const label = wrongLabel(labels, selector);
    if (label === undefined) return { kind, extent, text: `${text} (its rule has no result)`, advice: "" };
    const values = labels.values.get(label);
    const why =
      values === undefined
        ? `${nearest.name} has no label ${label}`
        : `${label} is ${nearest.shown.get(label) ?? values.map((value) => `"${value}"`).join(" or ")}`;
    return { kind, extent, text: `${text} (${why})`, advice: "" };
  }

  private windowProblem({ selector, windowMs, everyMs }: Window): Problem | undefined {
    if (windowMs >= 2 * everyMs) return undefined;
    const held = windowMs <= everyMs ? "holds at most one sample" : "sometimes holds only one sample";
    const window = `${selector.text}[${formatDuration(windowMs)}]`;
    const scrape = formatDuration(Math.max(1, Math.floor(windowMs / 2)));
    const shorter = everyMs === this.scrapeMs ? `, or scrape=${scrape}` : "";
    return {
      kind: "window",
      extent: windowMs <= everyMs ? "always" : "sometimes",
      text: `${window} ${held}, with one every ${formatDuration(everyMs)}`,
      advice: `Use a window of at least [${formatDuration(2 * everyMs)}]${shorter}.`,
    };
  }
}

interface Window {
  readonly selector: SelectorExpression;
  readonly windowMs: number;
  /** Time from one sample to the next. */
  readonly everyMs: number;
}

function grouped(candidates: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> {
  const byName = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const others = byName.get(candidate.name);
    if (others === undefined) byName.set(candidate.name, [candidate]);
    else others.push(candidate);
  }
  return byName;
}

/** The series in which Prometheus keeps the results of a rule. */
function resultsOf(rule: Rule, everyMs: number): readonly Candidate[] {
  const fixed = Object.entries(rule.labels).filter(([, value]) => !value.includes("{{"));
  const own = fixed.map(([label, value]): [string, readonly string[]] => [label, [value]]);
  const base = { otherLabels: "some", shown: new Map<string, string>(), everyMs, rule } as const;
  switch (rule.kind) {
    case "recording":
      return [{ ...base, name: rule.name, labels: new Map(own) }];
    case "alerting": {
      const labels: typeof own = [...own, ["alertname", [rule.name]]];
      return [
        { ...base, name: "ALERTS", labels: new Map([...labels, ["alertstate", ["pending", "firing"]]]) },
        { ...base, name: "ALERTS_FOR_STATE", labels: new Map(labels) },
      ];
    }
  }
}

function selectorsIn(expression: Expression | undefined): readonly SelectorExpression[] {
  if (expression === undefined) return [];
  return expression.kind === "selector" ? [expression] : partsOf(expression).flatMap(selectorsIn);
}

/** Without parentheses and modifiers. */
function bare(expression: Expression): Expression {
  return expression.kind === "around" ? bare(expression.of) : expression;
}

/** Vectors have labels, even if none; scalars do not take part in matching. */
function isScalar(expression: Expression): boolean {
  switch (expression.kind) {
    case "number":
    case "text":
      return true;
    case "selector":
    case "subquery":
    case "aggregate":
      return false;
    case "around":
      return isScalar(expression.of);
    case "call":
      return expression.name === "scalar" || expression.name === "time" || expression.name === "pi";
    case "binary":
      return isScalar(expression.left) && isScalar(expression.right);
  }
}

function matchProblem({ text }: BinaryExpression, difference: string): Problem {
  return {
    kind: "match",
    extent: "always",
    text: `no series of the two sides match in ${text.replaceAll(/\s+/g, " ")}: ${difference}`,
    advice: "Aggregate both sides to the same labels (sum by), or name those to compare (on, ignoring).",
  };
}

/** The labels of series that a selector selects. */
function selectedLabels({ values, otherLabels }: LabelSet, { matchers }: SelectorExpression): LabelSet {
  const selected = [...values].map(([label, some]) => {
    const own = matchers.filter((matcher) => matcher.label === label);
    return [label, own.length === 0 ? some : some.filter(testOf(own))] as const;
  });
  return { values: new Map(selected), otherLabels };
}

/** The first label of a selector for which a series has no value. */
function wrongLabel(
  { values: known, otherLabels }: LabelSet,
  { matchers }: SelectorExpression,
): string | undefined {
  const labels = [...new Set(matchers.map(({ label }) => label))].filter((label) => label !== "__name__");
  return labels.find((label) => {
    const values = known.get(label) ?? (otherLabels === "some" ? undefined : [""]);
    return (
      values !== undefined && !values.some(testOf(matchers.filter((matcher) => matcher.label === label)))
    );
  });
}

/** Tests a value against all matchers of a label. */
function testOf(matchers: readonly Matcher[]): (value: string) => boolean {
  const tests = matchers.map(({ operator, value }): ((text: string) => boolean) => {
    switch (operator) {
      case "=":
        return (text) => text === value;
      case "!=":
        return (text) => text !== value;
      case "=~":
        return patternTest(value) ?? (() => true);
      case "!~": {
        const test = patternTest(value);
        return test === undefined ? () => true : (text) => !test(text);
      }
    }
  });
  return (text) => tests.every((test) => test(text));
}

/** As Prometheus reads it: anchored at both ends. @returns `undefined` for a pattern that promtool refuses */
function patternTest(source: string): ((text: string) => boolean) | undefined {
  try {
    const pattern = RE2JS.compile(`^(?s:${source})$`);
    return (text) => pattern.test(text);
  } catch {
    return undefined;
  }
}
