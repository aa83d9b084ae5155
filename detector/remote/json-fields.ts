import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";

/** The field's text; `undefined` when it is absent, empty, or no text. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The field's object; an empty one when it is absent or no object. */
export function objectOf(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

const shownLength = 40;

/** A value as a message names it: short, whatever it is. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (isJsonObject(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

/** Only a label made for it: guessing a subject from `instance` or `job` would make right alerts wrong. */
export function subjectOf(labels: JsonObject): string | undefined {
  return textOf(labels, "firedrill_subject");
}

/** `Slow{instance="a",job="b"}`: the same alert has the same name, whatever the order of its labels. */
export function nameOf(labels: JsonObject): string {
  const others = Object.entries(labels)
    .filter(([label, value]) => label !== "alertname" && typeof value === "string")
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const name = textOf(labels, "alertname") ?? "alert";
  return others.length === 0 ? name : `${name}{${others.join(",")}}`;
}
