import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { parseDuration } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import { reasonOf } from "../../../domain/error.ts";

/** Where a rule stands in the user's files. */
interface RulePlace {
  /** As given by the user. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface AlertingRule extends RulePlace {
  readonly kind: "alerting";
  readonly name: string;
  readonly expr: string;
  /** `for:`; 0 if absent. */
  readonly forMs: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface RecordingRule extends RulePlace {
  readonly kind: "recording";
  /** Name of the series that it records. */
  readonly name: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export type Rule = AlertingRule | RecordingRule;

export interface RuleGroup {
  readonly name: string;
  /** As given by the user. */
  readonly file: string;
  /** The group's `interval:`, if it has one. */
  readonly intervalMs?: number;
  /** In the order of the file, which is the order of evaluation. */
  readonly rules: readonly Rule[];
}

/** All rules of a detector, in the order of the files. */
export interface RuleSet {
  /** Absolute paths. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** With at least one alert among them. */
  readonly groups: readonly RuleGroup[];
}

/** An alert with the interval of its group, if the group has one of its own. */
export interface TimedAlert extends AlertingRule {
  readonly intervalMs?: number;
}

/** All alerts of a set, in the order of the files. */
export function alertsOf({ groups }: Pick<RuleSet, "groups">): readonly TimedAlert[] {
  return groups.flatMap(({ rules, intervalMs }) =>
    rules.flatMap((rule) =>
      rule.kind === "alerting" ? [intervalMs === undefined ? rule : { ...rule, intervalMs }] : [],
    ),
  );
}

/**
 * Reads the rules of a file.
 * @throws FiredrillError BAD_RULES with the line
 */
export function readRules(path: string): RuleSet {
  if (path === "") throw mistake.noRules();
  const text = textOf(path);
  const set = { files: [{ path: resolve(path), text }], groups: groupsIn(path, text) };
  if (alertsOf(set).length === 0) throw mistake.badRules(path, "it has no alerting rule (`alert:`)");
  return set;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw mistake.badRules(path, reasonOf(cause), { cause });
  }
}

type ErrorAt = (node: unknown, why: string) => Error;

/** What the functions below need to know about a file. */
interface Reading {
  readonly path: string;
  readonly lineOf: (node: unknown) => number;
  readonly errorAt: ErrorAt;
}

function groupsIn(path: string, text: string): readonly RuleGroup[] {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines });
  const lineOf = (node: unknown): number => lines.linePos(offsetOf(node)).line;
  const errorAt: ErrorAt = (node, why) => mistake.badRules(path, `line ${lineOf(node)}: ${why}`);
  const [broken] = document.errors;
  if (broken !== undefined) {
    const [first = broken.message] = broken.message.split("\n", 1);
    throw mistake.badRules(
      path,
      first.replace(/ at line.*$/, (place) => `,${place.replace(/:$/, "")}`),
    );
  }
  const reading = { path, lineOf, errorAt };
  return listIn(document.contents, "groups", errorAt).map((group) => groupOf(group, reading));
}

function groupOf(group: unknown, reading: Reading): RuleGroup {
  const intervalMs = durationIn(group, "interval", reading.errorAt);
  return {
    name: wordIn(group, "name") ?? "",
    file: reading.path,
    ...(intervalMs === undefined ? {} : { intervalMs }),
    rules: listIn(group, "rules", reading.errorAt).flatMap((rule) => ruleOf(rule, reading) ?? []),
  };
}

/** @returns `undefined` for what is neither an alert nor a recording rule; promtool refuses it */
function ruleOf(rule: unknown, { path, lineOf, errorAt }: Reading): Rule | undefined {
  const alert = wordIn(rule, "alert");
  const name = alert ?? wordIn(rule, "record");
  if (name === undefined) return undefined;
  const expr = wordIn(rule, "expr");
  if (expr === undefined)
    throw errorAt(rule, `the ${alert === undefined ? "record" : "alert"} ${name} has no expr`);
  const common = { name, expr, labels: labelsIn(rule), file: path, line: lineOf(rule) };
  if (alert === undefined) return { kind: "recording", ...common };
  return { kind: "alerting", ...common, forMs: durationIn(rule, "for", errorAt) ?? 0 };
}

function labelsIn(rule: unknown): Readonly<Record<string, string>> {
  const labels = isMap(rule) ? rule.get("labels", true) : undefined;
  if (!isMap(labels)) return {};
  return Object.fromEntries(
    labels.items.flatMap((pair) => {
      const name = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : "";
      return name === "" ? [] : [[name, wordIn(labels, name) ?? ""]];
    }),
  );
}

function listIn(node: unknown, key: string, errorAt: ErrorAt): readonly unknown[] {
  const list = isMap(node) ? node.get(key, true) : undefined;
  if (!isSeq(list)) throw errorAt(list ?? node, `expected a list "${key}"`);
  return list.items;
}

/** A scalar as written in the file, of any type; `undefined` if absent. */
function wordIn(node: unknown, key: string): string | undefined {
  const found = isMap(node) ? node.get(key, true) : undefined;
  if (!isScalar(found)) return undefined;
  return typeof found.value === "string" ? found.value : found.source;
}

function durationIn(node: unknown, key: string, errorAt: ErrorAt): number | undefined {
  const word = wordIn(node, key);
  if (word === undefined) return undefined;
  const ms = parseDuration(word);
  if (ms === undefined)
    throw errorAt(isMap(node) ? node.get(key, true) : node, `"${word}" is not a duration`);
  return ms;
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
