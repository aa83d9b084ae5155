import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { objectOf, severityOf, shownValue, subjectOf, textOf } from "../json-fields.ts";
import type { PayloadReading, PayloadShape } from "./shape.ts";
import { remoteAlert } from "./shape.ts";

/**
 * Grafana's webhook before unified alerting (up to version 8): one rule and its new state. `pending`, `paused` and
 * `unknown` say nothing that begins or ends.
 */
export const grafanaPayload: PayloadShape = {
  usage: 'Grafana\'s older webhook: {"ruleName", "state": "alerting" | "ok" | "no_data", "message", "tags"}',
  read: (value) => {
    if (!isJsonObject(value) || !Object.hasOwn(value, "ruleName")) return undefined;
    const ruleName = textOf(value, "ruleName");
    if (ruleName === undefined)
      return mistaken(`ruleName is ${shownValue(value["ruleName"])}, not a text that is not empty`);
    return readRule(ruleName, value);
  },
};

function readRule(key: string, value: JsonObject): PayloadReading {
  const state = value["state"];
  switch (state) {
    case "alerting":
    case "no_data":
      return { kind: "alerts", alerts: [alertOf(key, "firing", value)] };
    case "ok":
      return { kind: "alerts", alerts: [alertOf(key, "resolved", value)] };
    case "pending":
    case "paused":
    case "unknown":
      return { kind: "alerts", alerts: [] };
  }
  return mistaken(`state is ${shownValue(state)}, not "alerting", "ok" or "no_data"`);
}

function alertOf(key: string, state: RemoteAlert["state"], value: JsonObject): RemoteAlert {
  const tags = objectOf(value, "tags");
  return remoteAlert({
    severity: severityOf(tags),
    state,
    key,
    subject: subjectOf(tags),
    evidence: textOf(value, "message") ?? textOf(value, "title") ?? key,
  });
}

function mistaken(mistake: string): PayloadReading {
  return { kind: "mistakes", mistakes: [mistake] };
}
