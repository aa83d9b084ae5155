import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { objectOf, shownValue, subjectOf, textOf } from "../json-fields.ts";
import type { PayloadReading, PayloadShape, ReadingContext } from "./shape.ts";
import { mistaken, remoteAlerts } from "./shape.ts";
import { severityIn } from "./words.ts";

/**
 * Grafana's webhook before unified alerting (up to version 8): one rule and its new state. `pending`, `paused` and
 * `unknown` open or end no episode.
 */
export const grafanaPayload: PayloadShape = {
  usage: 'Grafana\'s older webhook: {"ruleName", "state": "alerting" | "ok" | "no_data", "message", "tags"}',
  read: (value, context) => {
    if (!isJsonObject(value) || !Object.hasOwn(value, "ruleName")) return undefined;
    const ruleName = textOf(value, "ruleName");
    if (ruleName === undefined)
      return mistaken(`ruleName is ${shownValue(value["ruleName"])}, not a non-empty string`);
    return readRule(ruleName, value, context);
  },
};

function readRule(key: string, value: JsonObject, context: ReadingContext): PayloadReading {
  const state = value["state"];
  switch (state) {
    case "alerting":
    case "no_data":
      return { kind: "alerts", alerts: alertsOf(key, "firing", value, context) };
    case "ok":
      return { kind: "alerts", alerts: alertsOf(key, "resolved", value, context) };
    case "pending":
    case "paused":
    case "unknown":
      return { kind: "alerts", alerts: [] };
  }
  return mistaken(`state is ${shownValue(state)}, not "alerting", "ok" or "no_data"`);
}

function alertsOf(
  key: string,
  state: RemoteAlert["state"],
  value: JsonObject,
  { severities }: ReadingContext,
): readonly RemoteAlert[] {
  const tags = objectOf(value, "tags");
  return remoteAlerts({
    severity: severityIn(tags, severities),
    state,
    key,
    subject: subjectOf(tags),
    evidence: textOf(value, "message") ?? textOf(value, "title") ?? key,
  });
}
