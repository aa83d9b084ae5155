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
