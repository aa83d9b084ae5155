import type { Document, Node, Pair } from "yaml";
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from "yaml";
import { mistake } from "./mistakes.ts";

/** A map of a YAML file. */
export interface RuleTable {
  /** With those of its merge keys (`<<`). */
  readonly fields: ReadonlyMap<string, RuleValue>;
  /** Counted from 1. */
  readonly line: number;
  /** The line of each field's value. */
  readonly lines: ReadonlyMap<string, number>;
}

/** A value of a YAML file without aliases. Scalars are texts as written, because Prometheus reads them as such. */
export type RuleValue = string | undefined | readonly RuleValue[] | RuleTable;

export function isTable(value: RuleValue): value is RuleTable {
  return typeof value === "object" && !Array.isArray(value);
}

interface RuleYaml {
  /** At least one; `undefined` for an empty one. */
  readonly documents: readonly RuleValue[];
  readonly errorAt: (line: number, why: string) => Error;
}

/** Aliases in aliases can grow without bounds. */
const mostValues = 200_000;

/**
 * Reads a YAML stream as Prometheus and Kubernetes do.
 * @throws FiredrillError BAD_RULES with the line
 */
export function readRuleYaml(path: string, text: string): RuleYaml {
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter, merge: true, logLevel: "error" });
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const errorAt: RuleYaml["errorAt"] = (line, why) => mistake.badRules(path, `line ${line}: ${why}`);
  const lineOf = (node: Node): number => lineCounter.linePos(node.range?.[0] ?? 0).line;
  const [broken] = documents.flatMap((document) => document.errors);
  if (broken !== undefined) {
    const [first = broken.message] = broken.message.split("\n", 1);
    throw mistake.badRules(
      path,
      first.replace(/ at line.*$/, (place) => `,${place.replace(/:$/, "")}`),
    );
  }
  const values = documents.map((document) => new Reader(document, lineOf, errorAt).all());
  return { documents: values.length === 0 ? [undefined] : values, errorAt };
}

class Reader {
  private readonly targets = new Map<unknown, Node>();
  private readonly open = new Set<unknown>();
  private readonly document: Document;
  private readonly lineOf: (node: Node) => number;
  private readonly errorAt: RuleYaml["errorAt"];
  private count = 0;

  constructor(document: Document, lineOf: (node: Node) => number, errorAt: RuleYaml["errorAt"]) {
    this.document = document;
    this.lineOf = lineOf;
    this.errorAt = errorAt;
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_, node) => {
        if (!isAlias(node)) {
          if (node.anchor !== undefined) anchors.set(node.anchor, node);
          return;
        }
        const target = anchors.get(node.source);
        if (target !== undefined) this.targets.set(node, target);
      },
    });
  }

  all(): RuleValue {
    return this.valueOf(this.document.contents, 1);
  }

  /** @param line - of the alias or key that leads here */
  private valueOf(node: unknown, line: number): RuleValue {
    this.count += 1;
    if (this.count > mostValues)
      throw this.errorAt(
        line,
        `its aliases expand to more than ${mostValues.toLocaleString("en-US")} values`,
      );
    if (isAlias(node)) {
      const target = this.targets.get(node);
      if (this.open.has(target)) throw this.errorAt(this.lineOf(node), `*${node.source} contains itself`);
      return this.valueOf(target, line);
    }
    if (isScalar(node)) return textOf(node.value, node.source);
    if (!isMap(node) && !isSeq(node)) return undefined;
    this.open.add(node);
    const value = isMap(node)
      ? this.tableOf(node.items, line)
      : node.items.map((item: unknown) => this.valueOf(item, this.lineFor(item, line)));
    this.open.delete(node);
    return value;
  }

  private tableOf(pairs: readonly Pair[], line: number): RuleTable {
    const fields = new Map<string, RuleValue>();
    const lines = new Map<string, number>();
    const merged: RuleTable[] = [];
    for (const { key, value } of pairs) {
      if (!isScalar(key)) continue;
      const at = this.lineFor(value, this.lineFor(key, line));
      if (isMerge(key.value)) merged.push(...this.mergedTables(value, at));
      else {
        const name = textOf(key.value, key.source) ?? "";
        fields.set(name, this.valueOf(value, at));
        lines.set(name, at);
      }
    }
    for (const table of merged) {
      for (const [name, value] of table.fields) {
        if (fields.has(name)) continue;
        fields.set(name, value);
        lines.set(name, table.lines.get(name) ?? table.line);
      }
    }
    return { fields, line, lines };
  }

  private mergedTables(value: unknown, line: number): readonly RuleTable[] {
    const source = this.valueOf(value, line);
    const tables = Array.isArray(source) ? source : [source];
    return tables.map((table: RuleValue) => {
      if (!isTable(table)) throw this.errorAt(line, "a merge key (<<) requires a map or a list of maps");
      return table;
    });
  }

  private lineFor(node: unknown, otherwise: number): number {
    if (isPair(node)) return this.lineFor(node.key, otherwise);
    return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? this.lineOf(node) : otherwise;
  }
}

/** With the option `merge` the library reads the key `<<` as a symbol. */
function isMerge(key: unknown): boolean {
  return typeof key === "symbol";
}

function textOf(value: unknown, source: string | undefined): string | undefined {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? undefined : source;
}
