import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { shown } from "../formats/text.ts";

/** A line as a record; a text says what else it is, fit for a message, and nothing is a line that belongs there. */
export type RecordReader = (line: string) => JsonObject | string | undefined;

/** The value of the first field that is there, as text; empty when none is, or when it is an object. */
export function fieldText(record: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value = valueAt(record, name);
    if (typeof value === "string") return value;
    if (typeof value === "number") return numberText(value);
  }
  return "";
}

/** Without an exponent, as far as a response time can be small. */
function numberText(value: number): string {
  const text = String(value);
  return text.includes("e-") ? value.toFixed(12) : text;
}

/** A field of this very name, else the field of an object in it; of a list the first value. */
export function valueAt(record: JsonObject, name: string): unknown {
  const own = record[name];
  if (own !== undefined) return Array.isArray(own) ? own[0] : own;
  for (const [outer, rest] of cutsOf(name)) {
    const inner = record[outer];
    if (isJsonObject(inner)) return valueAt(inner, rest);
  }
  return undefined;
}

type Cuts = readonly (readonly [outer: string, rest: string])[];

/** Of the names that formats and users give, which are few. */
const knownCuts = new Map<string, Cuts>();

/** `a.b.c` as `a` and `b.c`, and as `a.b` and `c`. */
function cutsOf(name: string): Cuts {
  const known = knownCuts.get(name);
  if (known !== undefined) return known;
  const cuts: (readonly [string, string])[] = [];
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1))
    cuts.push([name.slice(0, dot), name.slice(dot + 1)]);
  if (knownCuts.size < mostKnownCuts) knownCuts.set(name, cuts);
  return cuts;
}

const mostKnownCuts = 10_000;

/** The object that a line of JSON is. */
export function jsonRecord(line: string): JsonObject | string {
  const value = parseJson(line);
  return isJsonObject(value) ? value : `${shown(line)} is no JSON object`;
}
