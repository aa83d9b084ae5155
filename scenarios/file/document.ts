import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, stringify, visit } from "yaml";
import type { Document, Node, YAMLError, YAMLMap } from "yaml";
import type { LocatedMistake, Mistake, Position } from "./mistake.ts";

/** A parsed file, or its syntax mistakes. */
export type ScenarioDocument =
  | {
      readonly kind: "document";
      readonly value: unknown;
      /** Position of the field's value or name; if the field is missing, of the table that should contain it. */
      readonly positionOf: (mistake: Mistake) => Position;
    }
  | { readonly kind: "broken"; readonly mistakes: readonly LocatedMistake[] };

/** Limits the expansion of YAML aliases. */
const maxAliasCount = 100;

/** Parses YAML 1.2, which includes JSON. */
export function parseScenarioDocument(text: string): ScenarioDocument {
  const lineCounter = new LineCounter();
  try {
    // The library compares every key of a table with every other one.
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
    });
    const mistakes = [
      ...[...document.errors, ...document.warnings].map((error) => syntaxMistake(error, lineCounter)),
      ...repeatedKeys(document).map((key) => ({
        path: [],
        message: "Map keys must be unique",
        position: place(lineCounter, startOf(key)),
      })),
    ];
    if (mistakes.length > 0) return { kind: "broken", mistakes };
    const value: unknown = document.toJS({ maxAliasCount });
    if (value === null) return broken("is empty; start with source, name and summary");
    return {
      kind: "document",
      value,
      positionOf: (mistake) => place(lineCounter, offsetOf(document, mistake)),
    };
  } catch (error) {
    // Too many aliases raise a ReferenceError, deeply nested brackets a RangeError, both without a position.
    if (error instanceof ReferenceError || error instanceof RangeError) {
      return broken(`cannot be read: ${error.message}`);
    }
    throw error;
  }
}

/** A value as YAML, quoted where needed. */
export function documentText(value: object): string {
  return stringify(value);
}

function broken(message: string): ScenarioDocument {
  return { kind: "broken", mistakes: [{ path: [], message }] };
}

function syntaxMistake(error: YAMLError, lineCounter: LineCounter): LocatedMistake {
  const message =
    error.code === "MULTIPLE_DOCS"
      ? "a second document starts here; a file holds one scenario"
      : error.message;
  return { path: [], message, position: place(lineCounter, error.pos[0]) };
}

/** Keys that their table has already. */
function repeatedKeys(document: Document): readonly Node[] {
  const repeated: Node[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) repeated.push(key);
        seen.add(key.value);
      }
    },
  });
  return repeated.toSorted((a, b) => startOf(a) - startOf(b));
}

function place(lineCounter: LineCounter, offset: number): Position {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** The position of the deepest existing part of the path. */
function offsetOf(document: Document, { path, at = "value" }: Mistake): number {
  let node: Node | undefined = document.contents ?? undefined;
  let offset = startOf(node);
  for (const key of path) {
    const step = stepInto(isAlias(node) ? node.resolve(document) : node, key);
    if (step === undefined) return offset;
    node = step.value;
    offset = startOf(step[at] ?? step.name);
  }
  return offset;
}

interface Step {
  readonly name: Node | undefined;
  readonly value: Node | undefined;
}

function stepInto(node: Node | undefined, key: PropertyKey): Step | undefined {
  if (isSeq<Node>(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? undefined : { name: item, value: item };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = pairsIn(node).get(key);
  return pair === undefined ? undefined : { name: pair.key, value: pair.value ?? undefined };
}

type Table = YAMLMap<Node, Node | null>;

const pairsOfTable = new WeakMap<Table, ReadonlyMap<unknown, Table["items"][number]>>();

/** The pairs of a table by key. */
function pairsIn(table: Table): ReadonlyMap<unknown, Table["items"][number]> {
  const known = pairsOfTable.get(table);
  if (known !== undefined) return known;
  const pairs = new Map(table.items.flatMap((pair) => (isScalar(pair.key) ? [[pair.key.value, pair]] : [])));
  pairsOfTable.set(table, pairs);
  return pairs;
}

function startOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}
