import { parser } from "@prometheus-io/lezer-promql";
import { parseDuration } from "./duration.ts";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** A PromQL expression as a tree of what decides whether it can have a result. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text" }
  | SelectorExpression
  | {
      readonly kind: "subquery";
      readonly of: Expression;
      readonly rangeMs: number | undefined;
      /** Default: the evaluation interval. */
      readonly stepMs: number | undefined;
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | AggregateExpression
  | BinaryExpression
  /** Anything around one expression that changes its values or their time, not whether there are any. */
  | { readonly kind: "around"; readonly of: Expression };

/** `sum by (le) (x)` and its like. */
export interface AggregateExpression {
  readonly kind: "aggregate";
  readonly name: string;
  readonly args: readonly Expression[];
  readonly grouping: { readonly kind: "by" | "without"; readonly labels: readonly string[] };
}

export interface BinaryExpression {
  readonly kind: "binary";
  readonly text: string;
  /** `+`, `>`, `and`, ... */
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
  readonly matching: Matching;
  /** The side of which several series can match one of the other, if any. */
  readonly many: "left" | "right" | "neither";
  /** It has results for series without a match, too (`fill`). */
  readonly fills: "yes" | "no";
}

/** Labels that must be the same on both sides of a binary operator. */
export type Matching =
  { readonly kind: "all" } | { readonly kind: "on" | "ignoring"; readonly labels: readonly string[] };

export interface SelectorExpression {
  readonly kind: "selector";
  /** As written, without its range. */
  readonly text: string;
  /** That of the metric's name is for the label `__name__`. */
  readonly matchers: readonly Matcher[];
  /** Of `[5m]`; absent for an instant selector and for a range that is calculated. */
  readonly rangeMs?: number;
}

export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** @returns `undefined` for text that is not PromQL, or nested a thousand times */
export function parseExpression(text: string): Expression | undefined {
  const root = parser.parse(text).topNode;
  return isReadable(root) ? innerOf(root, text) : undefined;
}

/** The name of the metric that a selector names; `undefined` for a pattern. */
export function metricNameOf({ matchers }: SelectorExpression): string | undefined {
  return matchers.find(({ label, operator }) => label === "__name__" && operator === "=")?.value;
}

/** The expressions directly within an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "number":
    case "text":
    case "selector":
      return [];
    case "subquery":
    case "around":
      return [expression.of];
    case "call":
    case "aggregate":
      return expression.args;
    case "binary":
      return [expression.left, expression.right];
  }
}

/** The same expression with other parts. */
export function withParts(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case "number":
    case "text":
    case "selector":
      return expression;
    case "subquery":
    case "around":
      return { ...expression, of: change(expression.of) };
    case "call":
    case "aggregate":
      return { ...expression, args: expression.args.map(change) };
    case "binary":
      return { ...expression, left: change(expression.left), right: change(expression.right) };
  }
}

/** Deeper trees are not worth the stack. */
const deepestTree = 1000;

function isReadable(root: SyntaxNode): boolean {
  let isGood = root.firstChild !== null;
  let depth = 0;
  root.cursor().iterate(
    (node) => {
      depth += 1;
      isGood &&= !node.type.isError && depth <= deepestTree;
    },
    () => {
      depth -= 1;
    },
  );
  return isGood;
}

function expressionOf(node: SyntaxNode | undefined, text: string): Expression {
  if (node === undefined) return { kind: "text" };
  switch (node.name) {
    case "NumberDurationLiteral":
      return { kind: "number", value: numberOf(textOf(node, text)) };
    case "StringLiteral":
      return { kind: "text" };
    case "VectorSelector":
      return selectorOf(node, text);
    case "MatrixSelector":
      return rangeSelectorOf(node, text);
    case "SubqueryExpr": {
      const [rangeMs, stepMs] = durationsOf(node, text);
      return { kind: "subquery", of: innerOf(node, text), rangeMs, stepMs };
    }
    case "FunctionCall":
      return callOf(node, text);
    case "AggregateExpr":
      return aggregateOf(node, text);
    case "BinaryExpr":
      return binaryOf(node, text);
    case "UnaryExpr":
      return { kind: "around", of: expressionOf(childrenOf(node).at(-1), text) };
    default:
      return { kind: "around", of: innerOf(node, text) };
  }
}

function innerOf(node: SyntaxNode, text: string): Expression {
  return expressionOf(childrenOf(node)[0], text);
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}

/** Of `0.3`, `1e3`, `Inf`, `0x1f` or, since Prometheus 3, `5m` in seconds. */
function numberOf(text: string): number {
  const digits = text.replaceAll("_", "");
  if (/^[+-]?inf$/i.test(digits)) return digits.startsWith("-") ? -Infinity : Infinity;
  const ms = /[a-z]$/.test(digits) && !digits.startsWith("0x") ? parseDuration(digits) : undefined;
  return ms === undefined ? Number(digits) : ms / 1000;
}

function selectorOf(node: SyntaxNode, text: string): SelectorExpression {
  const name = node.getChild("Identifier");
  const named = name === null ? [] : [nameMatcher(textOf(name, text))];
  const matchers = childrenOf(node.getChild("LabelMatchers")).flatMap(
    (child) => matcherOf(child, text) ?? [],
  );
  return { kind: "selector", text: textOf(node, text), matchers: [...named, ...matchers] };
}

function nameMatcher(value: string): Matcher {
  return { label: "__name__", operator: "=", value };
}

function matcherOf(node: SyntaxNode, text: string): Matcher | undefined {
  if (node.name === "QuotedLabelName") return nameMatcher(unquoted(textOf(node, text)));
  const label = node.getChild("LabelName") ?? node.getChild("QuotedLabelName");
  const operator = node.getChild("MatchOp");
  const value = node.getChild("StringLiteral");
  if (label === null || operator === null || value === null) return undefined;
  const name = textOf(label, text);
  return {
    label: label.name === "QuotedLabelName" ? unquoted(name) : name,
    operator: operatorOf(textOf(operator, text)),
    value: unquoted(textOf(value, text)),
  };
}

function operatorOf(text: string): Matcher["operator"] {
  return text === "!=" || text === "=~" || text === "!~" ? text : "=";
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The text of a string in double, single or back quotes, with Go's escapes. */
function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("`")) return inner;
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs,
    (_, hex?: string, short?: string, long?: string, octal?: string, sign = "") => {
      const code = octal === undefined ? (hex ?? short ?? long) : undefined;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (code !== undefined) return characterOf(Number.parseInt(code, 16));
      return escapes[String(sign)] ?? String(sign);
    },
  );
}

function characterOf(code: number): string {
  return code > 0x10_ff_ff ? "\u{FFFD}" : String.fromCodePoint(code);
}

function rangeSelectorOf(node: SyntaxNode, text: string): Expression {
  const inner = innerOf(node, text);
  const [rangeMs] = durationsOf(node, text);
  return inner.kind === "selector" && rangeMs !== undefined ? { ...inner, rangeMs } : inner;
}

/** The durations in brackets; `undefined` for one that is calculated. */
function durationsOf(node: SyntaxNode, text: string): readonly (number | undefined)[] {
  return node.getChildren("DurationExpr").map((duration) => durationOf(textOf(duration, text)));
}

function durationOf(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms ?? (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined);
}

function callOf(node: SyntaxNode, text: string): Expression {
  const name = node.getChild("FunctionIdentifier");
  return {
    kind: "call",
    name: name === null ? "" : textOf(name, text).toLowerCase(),
    args: argumentsOf(node, text),
  };
}

function argumentsOf(node: SyntaxNode, text: string): readonly Expression[] {
  return childrenOf(node.getChild("FunctionCallBody")).map((argument) => expressionOf(argument, text));
}

function aggregateOf(node: SyntaxNode, text: string): AggregateExpression {
  const name = node.getChild("AggregateOp");
  const modifier = node.getChild("AggregateModifier");
  const isWithout = modifier !== null && modifier.getChild("Without") !== null;
  return {
    kind: "aggregate",
    name: name === null ? "" : textOf(name, text).toLowerCase(),
    args: argumentsOf(node, text),
    grouping: { kind: isWithout ? "without" : "by", labels: labelsOf(modifier, text) },
  };
}

/** The first list of labels of a modifier. */
function labelsOf(modifier: SyntaxNode | null, text: string): readonly string[] {
  return childrenOf(modifier?.getChild("GroupingLabels") ?? null).map((label) => {
    const name = textOf(label, text);
    return label.name === "QuotedLabelName" ? unquoted(name) : name;
  });
}

function binaryOf(node: SyntaxNode, text: string): BinaryExpression {
  const children = childrenOf(node);
  const [left, operator] = children;
  const modifier = node.getChild("MatchingModifierClause");
  return {
    kind: "binary",
    text: textOf(node, text),
    operator: operator === undefined ? "" : textOf(operator, text).toLowerCase(),
    left: expressionOf(left, text),
    right: expressionOf(children.at(-1), text),
    matching: matchingOf(modifier, text),
    many: manyOf(modifier),
    fills: node.getChild("FillModifier") === null ? "no" : "yes",
  };
}

function matchingOf(modifier: SyntaxNode | null, text: string): Matching {
  if (modifier === null) return { kind: "all" };
  return { kind: modifier.getChild("On") === null ? "ignoring" : "on", labels: labelsOf(modifier, text) };
}

function manyOf(modifier: SyntaxNode | null): BinaryExpression["many"] {
  if (modifier === null) return "neither";
  if (modifier.getChild("GroupLeft") !== null) return "left";
  return modifier.getChild("GroupRight") === null ? "neither" : "right";
}

function childrenOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

const calendar: ReadonlySet<string> = new Set([
  "hour",
  "minute",
  "month",
  "year",
  "day_of_week",
  "day_of_month",
  "day_of_year",
  "days_in_month",
]);

/**
 * Adds `offsetS` seconds to every reading of the clock in an expression: `time()`, and `hour()` and its like without
 * an argument. Other text stays as it is.
 * @param offsetS - text of a number
 */
export function withTimeOffset(text: string, offsetS: string): string {
  return rewritten(text, (node) => {
    if (node.name !== "FunctionCall") return undefined;
    const identifier = node.getChild("FunctionIdentifier");
    const body = node.getChild("FunctionCallBody");
    if (identifier === null || body === null || childrenOf(body).length > 0) return undefined;
    const called = textOf(identifier, text).toLowerCase();
    const shifted = `(time() + ${offsetS})`;
    if (called !== "time" && !calendar.has(called)) return undefined;
    return { place: node, by: called === "time" ? shifted : `${called}(vector${shifted})` };
  });
}

/** Replaces places of an expression, from left to right; one that begins within an earlier one stays. */
function rewritten(text: string, replacementFor: (node: SyntaxNode) => Replacement | undefined): string {
  const pieces: string[] = [];
  let last = 0;
  parser
    .parse(text)
    .topNode.cursor()
    .iterate((node) => {
      const replacement = replacementFor(node.node);
      if (replacement === undefined || replacement.place.from < last) return;
      const { place, by } = replacement;
      pieces.push(text.slice(last, place.from), by);
      last = place.to;
    });
  return [...pieces, text.slice(last)].join("");
}

interface Replacement {
  readonly place: SyntaxNode;
  readonly by: string;
}

const upper: ReadonlySet<string> = new Set([">", ">="]);
const lower: ReadonlySet<string> = new Set(["<", "<="]);

/**
 * Moves every number that an expression compares something with, so that a larger factor always makes it less sensitive: an
 * upper limit is multiplied, a lower one divided.
 * @returns the text itself if it compares with no number
 */
export function withFactor(text: string, factor: number): string {
  return rewritten(text, (node) => {
    if (node.name !== "BinaryExpr") return undefined;
    const children = childrenOf(node);
    const [left, sign] = children;
    const right = children.at(-1);
    if (left === undefined || sign === undefined || right === undefined) return undefined;
    const operator = textOf(sign, text);
    const isRight = right.name === "NumberDurationLiteral";
    const literal = isRight ? right : left;
    if (literal.name !== "NumberDurationLiteral") return undefined;
    if (!upper.has(operator) && !lower.has(operator)) return undefined;
    const value = Number(textOf(literal, text).replaceAll("_", ""));
    if (!Number.isFinite(value)) return undefined;
    const isUpper = upper.has(operator) === isRight;
    const moved = Number((isUpper ? value * factor : value / factor).toPrecision(6));
    return { place: literal, by: String(moved) };
  });
}

/** What an expression reads that holds other times than the scenario's in a promtool test, such as `timestamp()`. */
export function fixedTimesIn(text: string): readonly string[] {
  const found = new Set<string>();
  parser
    .parse(text)
    .topNode.cursor()
    .iterate((node) => {
      const written = text.slice(node.from, node.to);
      if (node.name === "Timestamp") found.add("timestamp()");
      if (node.name === "At") found.add("@");
      if (node.name === "Identifier" && written === "ALERTS_FOR_STATE") found.add("ALERTS_FOR_STATE");
    });
  return [...found];
}

/** A part of an alert's expression that decides whether it fires. */
export interface Decisive {
  /** As written. */
  readonly text: string;
  /** The compared part; the whole text without a comparison. */
  readonly value: string;
}

/** The comparisons that an expression joins with `and`, `or` and `unless`; the expression itself if there is none. */
export function decisiveIn(text: string): readonly Decisive[] {
  const root = parser.parse(text).topNode;
  if (!isReadable(root)) return [];
  const found = comparisonsIn(childrenOf(root)[0], text);
  return found.length === 0 ? [{ text: text.trim(), value: text.trim() }] : found;
}

const comparisons: ReadonlySet<string> = new Set(["==", "!=", ">", "<", ">=", "<="]);

function comparisonsIn(node: SyntaxNode | undefined, text: string): readonly Decisive[] {
  if (node === undefined) return [];
  const children = childrenOf(node);
  if (node.name === "ParenExpr") return comparisonsIn(children[0], text);
  const [left, sign] = children;
  const right = children.at(-1);
  if (node.name !== "BinaryExpr" || left === undefined || sign === undefined || right === undefined)
    return [];
  const operator = textOf(sign, text).toLowerCase();
  if (operator === "and" || operator === "or" || operator === "unless")
    return [...comparisonsIn(left, text), ...comparisonsIn(right, text)];
  if (!comparisons.has(operator)) return [];
  const value = left.name === "NumberDurationLiteral" ? right : left;
  return [{ text: textOf(node, text), value: textOf(value, text) }];
}
