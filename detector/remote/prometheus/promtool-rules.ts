import { withTimeOffset } from "./expression.ts";
import type { RuleValue } from "./rule-yaml.ts";
import { isTable } from "./rule-yaml.ts";
import type { Rule, RuleFile, RuleGroup, RuleSet } from "./rules.ts";

/** A rules file that Prometheus reads, written from rules that were read before. */
export interface WrittenRules {
  /** JSON, which is YAML, with one rule per line. */
  readonly text: string;
  /** Names of the groups, all different, in order. */
  readonly groupNames: readonly string[];
  /** For each line of the text, the line that it was read from. */
  readonly lines: readonly number[];
}

/**
 * The rules for a promtool test. Such a test begins at the epoch, so rules that read the clock get an offset.
 * @param startMs - the instant of the drill at which the test begins, Unix milliseconds
 */
export function rulesForPromtool({ groups }: Pick<RuleSet, "groups">, startMs: number): WrittenRules {
  const offsetS = secondsText(startMs);
  return writtenRules(groups, ({ expr }) => withTimeOffset(expr, offsetS));
}

/** An expression for a promtool test that begins at this instant. */
export function exprForPromtool(expr: string, startMs: number): string {
  return withTimeOffset(expr, secondsText(startMs));
}

/** The rules depend on the instant at which a promtool test begins. */
export function readsClock({ groups }: Pick<RuleSet, "groups">): boolean {
  return groups.some(({ rules }) => rules.some(({ expr }) => withTimeOffset(expr, "0") !== expr));
}

function secondsText(ms: number): string {
  return String(Math.round(ms) / 1000);
}

/** The text of a file as Prometheus can read it. */
export function plainText({ kind, text, groups }: Pick<RuleFile, "kind" | "text" | "groups">): string {
  return kind === "plain" ? text : writtenRules(groups).text;
}

/** @param rewrite - the expression to write for a rule; default: its own */
export function writtenRules(
  groups: readonly RuleGroup[],
  rewrite: (rule: Rule) => string = ({ expr }) => expr,
): WrittenRules {
  const groupNames = differentNames(groups.map(({ name }) => name));
  const rows: { readonly text: string; readonly line: number }[] = [{ text: '{"groups":[', line: 1 }];
  for (const [at, { fields, rules }] of groups.entries()) {
    const line = rules[0]?.line ?? 1;
    const head = { ...jsonOf(fields, forThanos), name: groupNames[at] };
    rows.push({ text: `${JSON.stringify(head).slice(0, -1)},"rules":[`, line });
    for (const [place, rule] of rules.entries()) {
      const text = JSON.stringify({ ...jsonOf(rule.fields, empty), expr: rewrite(rule) });
      rows.push({ text: place === rules.length - 1 ? text : `${text},`, line: rule.line });
    }
    rows.push({ text: at === groups.length - 1 ? "]}" : "]},", line });
  }
  rows.push({ text: "]}", line: 1 });
  return {
    text: `${rows.map(({ text }) => text).join("\n")}\n`,
    groupNames,
    lines: rows.map(({ line }) => line),
  };
}

/** Kubernetes resources may repeat the name of a group; one file may not. */
function differentNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let at = 2; seen.has(free) || (free !== name && taken.has(free)); at += 1) free = `${name} (${at})`;
    seen.add(free);
    return free;
  });
}

/** Fields that the Prometheus operator leaves out, too. */
function empty(key: string, value: RuleValue): boolean {
  return value === undefined || (value === "" && (key === "for" || key === "keep_firing_for"));
}

function forThanos(key: string, value: RuleValue): boolean {
  return value === undefined || key === "partial_response_strategy" || (key === "interval" && value === "");
}

function jsonOf(
  fields: ReadonlyMap<string, RuleValue>,
  isLeftOut: (key: string, value: RuleValue) => boolean,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...fields].flatMap(([key, value]) => (isLeftOut(key, value) ? [] : [[key, jsonValue(value)]])),
  );
}

function jsonValue(value: RuleValue): unknown {
  if (isTable(value)) return jsonOf(value.fields, () => false);
  if (Array.isArray(value)) return value.map((item: RuleValue) => jsonValue(item));
  return value;
}
