import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { RE2JS } from "re2js";
import { reasonOf } from "../../../domain/error.ts";
import { parseDuration } from "./duration.ts";
import { withFactor } from "./expression.ts";
import { mistake } from "./mistakes.ts";
import type { RuleTable, RuleValue } from "./rule-yaml.ts";
import { isTable, readRuleYaml } from "./rule-yaml.ts";

/** Where a rule stands in the user's files. */
interface RulePlace {
  /** As given by the user. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

interface CommonRule extends RulePlace {
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  /** All its fields as in the file, with aliases and merge keys resolved. */
  readonly fields: RuleTable["fields"];
}

export interface AlertingRule extends CommonRule {
  readonly kind: "alerting";
  readonly name: string;
  /** `for:`; 0 if absent. */
  readonly forMs: number;
}

export interface RecordingRule extends CommonRule {
  readonly kind: "recording";
  /** Name of the series that it records. */
  readonly name: string;
}

export type Rule = AlertingRule | RecordingRule;

export interface RuleGroup {
  /** Groups of different files can have the same name. */
  readonly name: string;
  /** As given by the user. */
  readonly file: string;
  /** The group's `interval:`, if it has one. */
  readonly intervalMs?: number;
  /** In the order of the file, which is the order of evaluation. */
  readonly rules: readonly Rule[];
  /** All its fields except `rules`. */
  readonly fields: RuleTable["fields"];
}

/** A file of rules. */
export interface RuleFile {
  /** Absolute. */
  readonly path: string;
  /**
   * `plain`: Prometheus reads the file itself. `resource`: it holds Kubernetes resources or several documents, so that
   * Prometheus gets its groups in a file of our own.
   */
  readonly kind: "plain" | "resource";
  /** As the user wrote it. */
  readonly text: string;
  readonly groups: readonly RuleGroup[];
}

/** All rules of a detector, in the order of the files. */
export interface RuleSet {
  /** As the user named the files. */
  readonly name: string;
  readonly files: readonly RuleFile[];
  /** Of all files, with at least one alert among them. */
  readonly groups: readonly RuleGroup[];
}

/** An alert with the interval of its group, if the group has one of its own. */
export interface TimedAlert extends AlertingRule {
  readonly intervalMs?: number;
  /** Index of its group in the set. */
  readonly group: number;
}

/** All alerts of a set, in the order of the files. */
export function alertsOf({ groups }: Pick<RuleSet, "groups">): readonly TimedAlert[] {
  return groups.flatMap(({ rules, intervalMs }, group) => {
    const timed = intervalMs === undefined ? { group } : { group, intervalMs };
    return rules.flatMap((rule) => (rule.kind === "alerting" ? [{ ...rule, ...timed }] : []));
  });
}

/**
 * Reads files of rules.
 * @param name - a file, a pattern such as `rules/*.yml`, or several of these separated as in `PATH`
 * @throws FiredrillError BAD_RULES with the line
 */
export function readRules(name: string): RuleSet {
  if (name === "") throw mistake.noRules();
  const files = new Map(filesNamed(name).map((path) => [resolve(path), path]));
  const read = [...files.values()].map(readFile);
  const groups = read.flatMap((file) => file.groups);
  if (alertsOf({ groups }).length === 0) throw mistake.badRules(name, "it has no alerting rule (`alert:`)");
  return { name, files: read, groups };
}

/**
 * The same rules with the numbers that alerts compare with moved: a larger factor makes them less sensitive.
 * @throws FiredrillError BAD_OPTION if no alert compares with a number
 */
export function rulesWithFactor(set: RuleSet, factor: number): RuleSet {
  if (factor === 1) return set;
  const moved = (groups: readonly RuleGroup[]): readonly RuleGroup[] =>
    groups.map((group) => ({ ...group, rules: group.rules.map((rule) => ruleWithFactor(rule, factor)) }));
  const groups = moved(set.groups);
  if (exprsIn(groups) === exprsIn(set.groups)) throw mistake.noNumbers(set.name, factor);
  const files = set.files.map((file) => ({ ...file, kind: "resource" as const, groups: moved(file.groups) }));
  return { ...set, files, groups };
}

function exprsIn(groups: readonly RuleGroup[]): string {
  return alertsOf({ groups })
    .map(({ expr }) => expr)
    .join("\n");
}

function ruleWithFactor(rule: Rule, factor: number): Rule {
  if (rule.kind === "recording") return rule;
  const expr = withFactor(rule.expr, factor);
  return { ...rule, expr, fields: new Map([...rule.fields, ["expr", expr]]) };
}

function filesNamed(name: string): readonly string[] {
  if (existsSync(name)) return [name];
  return name.split(delimiter).flatMap((part) => {
    if (part === "" || existsSync(part) || !/[*?]/.test(basename(part))) return part === "" ? [] : [part];
    const found = namesLike(part);
    if (found.length === 0) throw mistake.badRules(part, "no file matches");
    return found;
  });
}

/** Like Prometheus's `rule_files`, where only the last part of a path can be a pattern. */
function namesLike(path: string): readonly string[] {
  const folder = dirname(path);
  const pattern = patternOf(basename(path));
  return namesIn(folder)
    .filter((file) => pattern.matches(file))
    .toSorted()
    .map((file) => join(folder, file));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw mistake.badRules(folder, reasonOf(cause), { cause });
  }
}

/** `*` and `?` stand for any text and any character. */
function patternOf(glob: string): RE2JS {
  const source = RE2JS.quote(glob)
    .replaceAll(String.raw`\*`, ".*")
    .replaceAll(String.raw`\?`, ".");
  return RE2JS.compile(source, RE2JS.DOTALL);
}

function readFile(path: string): RuleFile {
  const text = textOf(path);
  const { documents, errorAt } = readRuleYaml(path, text);
  const filled = documents.filter((document) => document !== undefined);
  const tables = (filled.length === 0 ? documents : filled).flatMap((document) =>
    groupTables(document, errorAt),
  );
  const [only] = documents;
  const isPlain = documents.length === 1 && isTable(only) && only.fields.has("groups");
  return {
    path: resolve(path),
    kind: isPlain ? "plain" : "resource",
    text,
    groups: tables.map((table) => groupOf(table, path, errorAt)),
  };
}

function textOf(path: string): string {
  try {
    // Opening a named pipe could wait forever.
    if (statSync(path).isFIFO()) throw new Error("it is a named pipe (FIFO), not a file");
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw mistake.badRules(path, reasonOf(cause), { cause });
  }
}

type ErrorAt = (line: number, why: string) => Error;

/** The groups of a rules file, of a PrometheusRule, or of a list of them. Other Kubernetes resources have none. */
function groupTables(document: RuleValue, errorAt: ErrorAt): readonly RuleTable[] {
  const kind = wordIn(document, "kind");
  if (!isTable(document) || kind === undefined || document.fields.has("groups"))
    return tablesIn(document, "groups", errorAt);
  if (kind.endsWith("List"))
    return tablesIn(document, "items", errorAt).flatMap((item) => groupTables(item, errorAt));
  if (kind !== "PrometheusRule") return [];
  const spec = document.fields.get("spec");
  if (!isTable(spec)) throw errorAt(document.line, 'expected a "spec"');
  return spec.fields.has("groups") ? tablesIn(spec, "groups", errorAt) : [];
}

function groupOf(group: RuleTable, file: string, errorAt: ErrorAt): RuleGroup {
  const intervalMs = durationIn(group, "interval", errorAt);
  return {
    name: wordIn(group, "name") ?? "",
    file,
    // Prometheus reads 0 as no interval.
    ...(intervalMs === undefined || intervalMs === 0 ? {} : { intervalMs }),
    rules: tablesIn(group, "rules", errorAt).map((rule) => ruleOf(rule, file, errorAt)),
    fields: new Map([...group.fields].filter(([key]) => key !== "rules")),
  };
}

function ruleOf(rule: RuleTable, file: string, errorAt: ErrorAt): Rule {
  const alert = wordIn(rule, "alert");
  const name = alert ?? wordIn(rule, "record");
  if (name === undefined) throw errorAt(rule.line, 'expected "alert" or "record"');
  const expr = wordIn(rule, "expr");
  if (expr === undefined)
    throw errorAt(rule.line, `the ${alert === undefined ? "recording rule" : "alert"} ${name} has no expr`);
  const { fields, line } = rule;
  const common = { name, expr, labels: labelsIn(rule), file, line, fields };
  if (alert === undefined) return { kind: "recording", ...common };
  return { kind: "alerting", ...common, forMs: durationIn(rule, "for", errorAt) ?? 0 };
}

function labelsIn(rule: RuleTable): Readonly<Record<string, string>> {
  const labels = rule.fields.get("labels");
  if (!isTable(labels)) return {};
  return Object.fromEntries(
    [...labels.fields].map(([name, value]) => [name, typeof value === "string" ? value : ""]),
  );
}

function tablesIn(value: RuleValue | undefined, key: string, errorAt: ErrorAt): readonly RuleTable[] {
  const list = isTable(value) ? value.fields.get(key) : undefined;
  const line = isTable(value) ? (value.lines.get(key) ?? value.line) : 1;
  if (!Array.isArray(list)) throw errorAt(line, `expected a list "${key}"`);
  return list.map((item: RuleValue) => {
    if (!isTable(item)) throw errorAt(line, `expected a map in every item of "${key}"`);
    return item;
  });
}

function wordIn(value: RuleValue | undefined, key: string): string | undefined {
  const found = isTable(value) ? value.fields.get(key) : undefined;
  return typeof found === "string" ? found : undefined;
}

function durationIn(table: RuleTable, key: string, errorAt: ErrorAt): number | undefined {
  const word = wordIn(table, key);
  if (word === undefined || word === "") return undefined;
  const ms = parseDuration(word);
  if (ms === undefined) throw errorAt(table.lines.get(key) ?? table.line, `"${word}" is not a duration`);
  return ms;
}
