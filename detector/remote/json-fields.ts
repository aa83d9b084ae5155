import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";

/** The field's string; `undefined` if it is absent, empty or not a string. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The field's object; an empty one if it is absent or not an object. */
export function objectOf(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

const shownLength = 40;

/** A value shortened for a message. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (isJsonObject(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

/** The label `firedrill_subject`. Other labels such as `instance` would name a wrong subject. */
export function subjectOf(labels: JsonObject): string | undefined {
  return textOf(labels, "firedrill_subject");
}

/** The alert's name such as `Slow{instance="a",job="b"}`, independent of the order of its labels. */
export function nameOf(labels: JsonObject): string {
  const others = Object.entries(labels)
    .filter(([label, value]) => label !== "alertname" && typeof value === "string")
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const name = textOf(labels, "alertname") ?? "alert";
  return others.length === 0 ? name : `${name}{${others.join(",")}}`;
}
