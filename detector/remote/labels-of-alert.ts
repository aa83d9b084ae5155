import type { Severity } from "../../domain/alert.ts";
import { textOf } from "./json-fields.ts";
import type { JsonObject } from "./json-fields.ts";

/** `warning` and `warn` are warnings; everything else, and nothing, is an error: somebody is being told. */
export function severityOf(labels: JsonObject): Severity {
  const severity = textOf(labels, "severity")?.toLowerCase();
  return severity === "warning" || severity === "warn" ? "warning" : "error";
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
