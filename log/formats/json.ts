import { printable } from "./text.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads a JSON text; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as it stands in JSON, fit for a message; `nothing` for one that is not there. */
export function spelledJson(value: unknown): string {
  return value === undefined ? "nothing" : printable(JSON.stringify(value));
}

/** A key of the outermost object, and the line it stands in, from 1. */
export interface JsonKey {
  readonly name: string;
  readonly line: number;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],\n]/g;

/**
 * The keys of the outermost object of a JSON text in the order of the text, repeated ones too, both of which
 * `JSON.parse` hides.
 * @param json - a text that `JSON.parse` takes
 */
export function outerKeys(json: string): readonly JsonKey[] {
  const keys: JsonKey[] = [];
  let line = 1;
  let depth = 0;
  let before = "";
  for (const [found] of json.matchAll(token)) {
    if (found === "\n") {
      line += 1;
      continue;
    }
    if (found.startsWith('"') && depth === 1 && (before === "{" || before === ","))
      keys.push({ name: textOf(found), line });
    if (found === "{" || found === "[") depth += 1;
    if (found === "}" || found === "]") depth -= 1;
    before = found;
  }
  return keys;
}

function textOf(spelled: string): string {
  const text: unknown = JSON.parse(spelled);
  return String(text);
}
