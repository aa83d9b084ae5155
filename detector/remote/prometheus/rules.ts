import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { parseDuration } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import { reasonOf } from "../../../domain/error.ts";

/** One `alert:` of a rules file. */
export interface AlertingRule {
  readonly name: string;
  readonly expr: string;
  /** `for:`; 0 if absent. */
  readonly forMs: number;
  /** The group's `interval:`, if it has one. */
  readonly intervalMs?: number;
}

export interface RuleFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** At least one. */
  readonly alerts: readonly AlertingRule[];
}

/**
 * Reads the alerting rules of a file and skips recording rules.
 * @throws FiredrillError BAD_RULES with the line
 */
export function readRules(path: string): RuleFile {
  if (path === "") throw mistake.noRules();
  const text = textOf(path);
  return { path: resolve(path), text, alerts: alertsIn(path, text) };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw mistake.badRules(path, reasonOf(cause), { cause });
  }
}

type ErrorAt = (node: unknown, why: string) => Error;

function alertsIn(path: string, text: string): readonly AlertingRule[] {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines });
  const errorAt: ErrorAt = (node, why) => {
    const line = lines.linePos(offsetOf(node)).line;
    return mistake.badRules(path, `line ${line}: ${why}`);
  };
  const [broken] = document.errors;
  if (broken !== undefined) {
    const [first = broken.message] = broken.message.split("\n", 1);
    throw mistake.badRules(
      path,
      first.replace(/ at line.*$/, (place) => `,${place.replace(/:$/, "")}`),
    );
  }
  const alerts = listIn(document.contents, "groups", errorAt).flatMap((group) => alertsOf(group, errorAt));
  if (alerts.length === 0) throw mistake.badRules(path, "it has no alerting rule (`alert:`)");
  return alerts;
}

function alertsOf(group: unknown, errorAt: ErrorAt): readonly AlertingRule[] {
  const interval = durationIn(group, "interval", errorAt);
  const own = interval === undefined ? {} : { intervalMs: interval };
  return listIn(group, "rules", errorAt).flatMap((rule) => {
    const name = wordIn(rule, "alert");
    if (name === undefined) return [];
    const expr = wordIn(rule, "expr");
    if (expr === undefined) throw errorAt(rule, `the alert ${name} has no expr`);
    const forMs = durationIn(rule, "for", errorAt) ?? 0;
    return [{ name, expr, forMs, ...own }];
  });
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
