import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { objectOf, shownValue, textOf } from "../json-fields.ts";
import type { PayloadReading, PayloadShape, ReadingContext } from "./shape.ts";
import { mistaken, remoteAlerts } from "./shape.ts";
import { severityWord, stateWord } from "./words.ts";

/** PagerDuty's events API v2. https://developer.pagerduty.com/docs/send-alert-event */
export const pagerDutyPayload: PayloadShape = {
  usage:
    'a PagerDuty event (v2): {"event_action": "trigger" | "resolve", "dedup_key", "payload": {"summary", "severity"}}',
  read: (value, context) => {
    if (!isJsonObject(value) || !Object.hasOwn(value, "event_action")) return undefined;
    const payload = objectOf(value, "payload");
    const key = textOf(value, "dedup_key") ?? textOf(payload, "summary");
    return event(
      value,
      "event_action",
      textOf(payload, "severity"),
      key,
      textOf(payload, "summary"),
      context,
    );
  },
};

/** Amazon SNS with a CloudWatch alarm or any other accepted body as its message. */
export function snsPayload(readMessage: PayloadShape["read"]): PayloadShape {
  return {
    usage:
      'an Amazon SNS notification: {"Type": "Notification", "Message": a CloudWatch alarm or any other of these bodies}',
    read: (value, context) => {
      if (!isJsonObject(value) || typeof value["Type"] !== "string" || !Object.hasOwn(value, "Message"))
        return undefined;
      if (value["Type"] !== "Notification") return { kind: "alerts", alerts: [] };
      const message = jsonIn(value["Message"]);
      if (isJsonObject(message) && Object.hasOwn(message, "NewStateValue")) {
        const name = textOf(message, "AlarmName");
        const reason = textOf(message, "NewStateReason") ?? name;
        if (message["NewStateValue"] === "INSUFFICIENT_DATA") return { kind: "alerts", alerts: [] };
        return event(message, "NewStateValue", undefined, name, reason, context);
      }
      const text = textOf(value, "Subject") ?? textOf(value, "Message");
      return readMessage(isJsonObject(message) ? message : { text }, context);
    },
  };
}

/** Opsgenie's request to create an alert; closing one is a different request. */
export const opsgeniePayload: PayloadShape = {
  usage: 'an Opsgenie alert: {"message", "alias", "priority": "P1" to "P5"}',
  read: (value, { severities }) => {
    if (!isJsonObject(value) || !Object.hasOwn(value, "alias") || !Object.hasOwn(value, "message"))
      return undefined;
    const severity = severityWord(textOf(value, "priority") ?? "", severities) ?? "error";
    const [key, evidence] = [textOf(value, "alias"), textOf(value, "message")];
    return {
      kind: "alerts",
      alerts: remoteAlerts({ severity, state: "firing", key, subject: undefined, evidence }),
    };
  },
};

/** Uptime Kuma: 0 is down, 1 up, 2 pending, 3 maintenance. */
export const uptimeKumaPayload: PayloadShape = {
  usage: 'an Uptime Kuma notification: {"heartbeat": {"status": 0 | 1}, "monitor": {"name"}, "msg"}',
  read: (value) => {
    if (!isJsonObject(value) || !isJsonObject(value["heartbeat"])) return undefined;
    const { status } = value["heartbeat"];
    const key = textOf(objectOf(value, "monitor"), "name");
    const evidence = textOf(value, "msg");
    if (status === 2 || status === 3) return { kind: "alerts", alerts: [] };
    if (status !== 0 && status !== 1)
      return mistaken(`heartbeat.status is ${shownValue(status)}, not 0 or 1`);
    const state = status === 0 ? "firing" : "resolved";
    return {
      kind: "alerts",
      alerts: remoteAlerts({ severity: "error", state, key, subject: undefined, evidence }),
    };
  },
};

/** Zabbix's webhook with its usual parameters. */
export const zabbixPayload: PayloadShape = {
  usage: 'a Zabbix event: {"trigger_status": "PROBLEM" | "OK", "event_severity", "event_name"}',
  read: (value, context) => {
    if (!isJsonObject(value) || !Object.hasOwn(value, "trigger_status")) return undefined;
    const name = textOf(value, "event_name");
    return event(value, "trigger_status", textOf(value, "event_severity"), name, name, context);
  },
};

/** Reads an event with its state in one field. */
function event(
  object: JsonObject,
  stateField: string,
  severity: string | undefined,
  key: string | undefined,
  evidence: string | undefined,
  { severities }: ReadingContext,
): PayloadReading {
  const word = object[stateField];
  const state = typeof word === "string" ? stateWord(word) : undefined;
  if (state === undefined) return mistaken(`${stateField} is ${shownValue(word)}, not a known state`);
  const known = severity === undefined ? undefined : severityWord(severity, severities);
  return {
    kind: "alerts",
    alerts: remoteAlerts({ severity: known ?? "error", state, key, subject: undefined, evidence }),
  };
}

function jsonIn(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
